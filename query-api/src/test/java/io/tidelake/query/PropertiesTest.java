package io.tidelake.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** Every key, its default, and that a bad value is refused at the start. */
class PropertiesTest {

  @Configuration(proxyBeanMethods = false)
  @ConfigurationPropertiesScan("io.tidelake.query")
  static class Scanned {}

  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Scanned.class);

  /** The file is what people read, the records are what holds without it: they must agree. */
  @Test
  void theFileNamesEveryKeyWithItsDefault() throws Exception {
    EnumerablePropertySource<?> file = file();
    TreeSet<String> fromFile = new TreeSet<>();
    for (String name : file.getPropertyNames()) {
      if (name.startsWith("tidelake.") && !name.equals("tidelake.version")) {
        fromFile.add(name);
      }
    }

    context.run(
        bare -> {
          TreeSet<String> fromRecords = new TreeSet<>();
          for (Class<?> type : recordTypes()) {
            String prefix = type.getAnnotation(ConfigurationProperties.class).value();
            Object bound = bare.getBean(type);
            for (var component : type.getRecordComponents()) {
              component.getAccessor().setAccessible(true);
              String key = prefix + "." + kebab(component.getName());
              if (key.equals("tidelake.kafka.properties")) {
                continue;
              }
              fromRecords.add(key);
              Object value = component.getAccessor().invoke(bound);
              if (!(value instanceof List)) {
                assertThat(text(value)).as(key).isEqualTo(text(file.getProperty(key)));
              }
            }
          }
          assertThat(fromFile).isEqualTo(fromRecords);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "tidelake.trino.connections=0",
    "tidelake.trino.url=",
    "tidelake.trino.query-timeout=1ms",
    "tidelake.live.max-connections-per-ip=0",
    "tidelake.live.chart-interval=0ms",
    "tidelake.live.compression=sometimes",
    "tidelake.kafka.topic=",
    "tidelake.flink.job-name=",
    "tidelake.zone=Mars/Olympus",
    "tidelake.limits.calls-per-minute=0",
    "tidelake.security.key=abc",
    "tidelake.security.issuer=nowhere",
    "tidelake.security.anonymous=admin",
    "tidelake.security.anonymous=none"
  })
  void refusesToStartWith(String setting) {
    context
        .withPropertyValues(setting)
        .run(
            failed ->
                assertThat(failed)
                    .hasFailed()
                    .getFailure()
                    .hasStackTraceContaining(setting.substring(0, setting.lastIndexOf('.'))));
  }

  @Test
  void theServiceListensOnLoopbackOnly() throws IOException {
    assertThat(file().getProperty("server.address")).isEqualTo("127.0.0.1");
    assertThat(file().getProperty("server.port")).isEqualTo(5001);
  }

  private static EnumerablePropertySource<?> file() throws IOException {
    return (EnumerablePropertySource<?>)
        new YamlPropertySourceLoader()
            .load("defaults", new ClassPathResource("application.yaml"))
            .getFirst();
  }

  private static Set<Class<?>> recordTypes() throws ClassNotFoundException {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
    var types = new java.util.HashSet<Class<?>>();
    for (var candidate : scanner.findCandidateComponents("io.tidelake.query")) {
      types.add(Class.forName(candidate.getBeanClassName()));
    }
    assertThat(types).isNotEmpty();
    return types;
  }

  private static String kebab(String camel) {
    return camel.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
  }

  private static String text(Object value) {
    String text = String.valueOf(value);
    return value instanceof Duration duration
        ? Long.toString(duration.toMillis())
        : text.matches("\\d+m?s")
            ? Long.toString(
                text.endsWith("ms")
                    ? Long.parseLong(text.substring(0, text.length() - 2))
                    : 1000 * Long.parseLong(text.substring(0, text.length() - 1)))
            : text;
  }
}
