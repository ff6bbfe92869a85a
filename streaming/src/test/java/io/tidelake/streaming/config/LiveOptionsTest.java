package io.tidelake.streaming.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Option;

class LiveOptionsTest {

  private static final String[] EVERY_OPTION = {
    "--bootstrap-servers",
    "broker:19092",
    "--topic",
    "events",
    "--live-topic",
    "events-live",
    "--catalog-uri",
    "https://catalog:8182",
    "--warehouse",
    "s3://other/place",
    "--namespace",
    "shop",
    "--s3-endpoint",
    "http://store:9001",
    "--s3-region",
    "cn-north-1",
    "--s3-access-key",
    "key",
    "--s3-secret-key",
    "secret",
    "--zone",
    "UTC",
    "--late-after",
    "PT1M",
    "--live-tick",
    "PT0.1S",
    "--checkpoint-interval",
    "PT10S",
    "--skip-lost",
    "--raw-only",
  };

  @Test
  void defaultsAreThoseOfTheLocalStack() {
    LiveOptions options = LiveOptions.parse().orElseThrow();

    assertThat(options.bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(options.topic()).isEqualTo("behavior");
    assertThat(options.liveTopic()).isEqualTo("behavior-live");
    assertThat(options.lake().catalogUri()).isEqualTo("http://localhost:8182");
    assertThat(options.lake().warehouse()).isEqualTo("s3://lake/warehouse");
    assertThat(options.lake().namespace()).isEqualTo("taobao");
    assertThat(options.lake().s3Endpoint()).isEmpty();
    assertThat(options.lake().s3Region()).isEqualTo("us-east-1");
    assertThat(options.s3AccessKey()).isEmpty();
    assertThat(options.s3SecretKey()).isEmpty();
    assertThat(options.skipLost()).isFalse();
    assertThat(options.rawOnly()).isFalse();
    assertThat(options.lake().zone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
    assertThat(options.lateAfter()).isEqualTo(Duration.ofMinutes(5));
    assertThat(options.liveTick()).isEqualTo(Duration.ofMillis(20));
    assertThat(options.checkpointInterval()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void everyOptionIsRead() {
    LiveOptions options = LiveOptions.parse(EVERY_OPTION).orElseThrow();

    assertThat(options.bootstrapServers()).isEqualTo("broker:19092");
    assertThat(options.topic()).isEqualTo("events");
    assertThat(options.liveTopic()).isEqualTo("events-live");
    assertThat(options.lake().catalogUri()).isEqualTo("https://catalog:8182");
    assertThat(options.lake().warehouse()).isEqualTo("s3://other/place");
    assertThat(options.lake().namespace()).isEqualTo("shop");
    assertThat(options.lake().s3Endpoint()).contains("http://store:9001");
    assertThat(options.lake().s3Region()).isEqualTo("cn-north-1");
    assertThat(options.s3AccessKey()).contains("key");
    assertThat(options.s3SecretKey()).contains("secret");
    assertThat(options.skipLost()).isTrue();
    assertThat(options.rawOnly()).isTrue();
    assertThat(options.lake().zone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(options.lateAfter()).isEqualTo(Duration.ofMinutes(1));
    assertThat(options.liveTick()).isEqualTo(Duration.ofMillis(100));
    assertThat(options.checkpointInterval()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void theTestsAboveKnowEveryOption() {
    TreeSet<String> declared = new TreeSet<>();
    Stream.of(LiveOptions.class, LakeOptions.class)
        .flatMap(options -> Arrays.stream(options.getDeclaredFields()))
        .filter(field -> field.isAnnotationPresent(Option.class))
        .forEach(
            field -> declared.addAll(Arrays.asList(field.getAnnotation(Option.class).names())));
    declared.removeAll(Arrays.asList("-h", "--help"));
    TreeSet<String> tested = new TreeSet<>();
    for (String argument : EVERY_OPTION) {
      if (argument.startsWith("--")) {
        tested.add(argument);
      }
    }
    assertThat(tested).isEqualTo(declared);
  }

  @Test
  void helpRunsNothing() {
    assertThat(LiveOptions.parse("--help")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --no-such-option x              | Unknown option
          --zone Asia/Atlantis            | Asia/Atlantis
          --late-after 5m                 | ISO-8601
          --late-after -PT5M              | --late-after
          --live-tick PT0S                | --live-tick
          --live-tick PT11S               | --live-tick
          --checkpoint-interval PT0.01S   | --checkpoint-interval
          --catalog-uri ftp://host        | http
          --catalog-uri ::                | http
          --s3-endpoint store:9000        | http
          --s3-access-key key             | --s3-secret-key
          --live-topic behavior           | --live-topic
          """)
  void aWrongOptionIsNamedWithTheFixOnOneLine(String arguments, String named) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LiveOptions.parse(arguments.strip().split(" +")))
        .withMessageContaining(named.strip())
        .withMessageContaining("--help")
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n"));
  }

  @Test
  void aBlankNameIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LiveOptions.parse("--topic", " "))
        .withMessageContaining("--topic");
  }
}
