package io.tidelake.query.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.query.platform.BusinessTimes;
import io.tidelake.schema.table.HealthReason;
import io.tidelake.schema.table.RunNote;
import io.tidelake.schema.table.RunReason;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;

class ReasonTextTest {

  private final ReasonText words = new ReasonText(messages(), BusinessTimes.in("Asia/Shanghai"));

  @ParameterizedTest
  @MethodSource("codes")
  void everyReasonHasItsWordsInBothLanguages(String list, String code) {
    for (Locale locale : List.of(Locale.CHINESE, Locale.ENGLISH)) {
      assertThat(words.of(list, code, List.of(1L, 2L, 3L, 4L, 5L, 6L), "none", locale))
          .isNotEqualTo("none")
          .doesNotContain("{", "}");
    }
  }

  static Stream<String[]> codes() {
    return Stream.concat(
        Arrays.stream(HealthReason.values()).map(code -> new String[] {"health", code.code()}),
        Stream.concat(
            Arrays.stream(RunReason.values()).map(code -> new String[] {"run", code.code()}),
            Arrays.stream(RunNote.values()).map(code -> new String[] {"run-note", code.code()})));
  }

  @Test
  void durationsAndTimesAreToldAsPeopleDo() {
    assertThat(expiry("PT1H30M", Locale.ENGLISH)).contains("(1 h 30 min, at least 5)");
    assertThat(expiry("PT5M", Locale.ENGLISH)).contains("(5 min, at least 5)");
    assertThat(expiry("PT72H", Locale.CHINESE)).contains("（3 天，至少保留 5 个）");
    assertThat(expiry("PT1H", Locale.CHINESE)).contains("（1 小时，");
    assertThat(
            words.of("health", "orphans", List.of(3L, "2026-08-28T19:00:05Z"), "", Locale.CHINESE))
        .startsWith("2026-08-29 03:00:05 发现 3 个");
    assertThat(
            words.of("run", "rollup-lost", List.of(8123456789012345678L, "t"), "", Locale.CHINESE))
        .contains("快照 8123456789012345678 ");
  }

  @Test
  void whatARunAddedIsToldAfterItsReason() {
    String reason = RunReason.MANIFESTS.text(40, 512, 2_048);
    assertThat(run(reason + "; in 3 commits", Locale.CHINESE)).endsWith("都小于 2,048 KiB；分 3 次提交");
    assertThat(run(reason + "; 12 KiB freed", Locale.ENGLISH))
        .endsWith("than 2,048 KiB each; 12 KiB freed");
    assertThat(run(reason + "; by hand", Locale.CHINESE)).endsWith("；by hand");
    assertThat(run(reason, Locale.ENGLISH)).endsWith("2,048 KiB each");
  }

  @Test
  void whatIsNotKnownIsToldAsItIs() {
    assertThat(words.of("health", "newer", List.of(3L), "isn't {0} of ours", Locale.CHINESE))
        .isEqualTo("isn't {0} of ours");
  }

  private String run(String noted, Locale locale) {
    return words.ofRun(RunReason.read(noted).orElseThrow(), noted, locale);
  }

  private static MessageSource messages() {
    ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
    messages.setBasename("messages/api");
    messages.setDefaultEncoding("UTF-8");
    messages.setFallbackToSystemLocale(false);
    return messages;
  }

  private String expiry(String age, Locale locale) {
    return words.of("run", "expiry", List.of(120L, 20L, age, 5L), "", locale);
  }
}
