package io.tidelake.query.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BusinessTimeTest {

  private final BusinessTime times = BusinessTimes.in("Asia/Shanghai");

  @ParameterizedTest
  @CsvSource({
    "2026-08-29 08:00:00, 2026-08-29T00:00:00Z",
    "2026-08-29T00:00:00Z, 2026-08-29T00:00:00Z",
    "2026-08-29T08:00:00+08:00, 2026-08-29T00:00:00Z",
    // As it arrives if the client did not escape the plus sign.
    "2026-08-29T08:00:00 08:00, 2026-08-29T00:00:00Z",
    "2024-02-29 00:00:00, 2024-02-28T16:00:00Z"
  })
  void reads(String text, Instant time) {
    assertThat(times.parse("start_time", text)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-08-29",
        "2026-02-30 00:00:00",
        "2026-08-29 24:00:00",
        "2026-08-29T00:00:00",
        "1764000000000",
        "yesterday",
        "-2026-08-29 00:00:00",
        "+12026-08-29T00:00:00Z"
      })
  void refuses(String text) {
    assertThatThrownBy(() -> times.parse("start_time", text))
        .isInstanceOf(ParameterException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void takesBlankForNotGiven(String text) {
    assertThat(times.parse("start_time", text)).isNull();
    assertThatThrownBy(() -> times.parseRequired("start_time", text))
        .isInstanceOf(ParameterException.class);
  }

  @Test
  void writesBusinessTime() {
    assertThat(times.format(Instant.parse("2026-08-28T16:00:00Z")))
        .isEqualTo("2026-08-29 00:00:00");
    assertThat(times.date(Instant.parse("2026-08-28T16:00:00Z")))
        .isEqualTo(LocalDate.parse("2026-08-29"));
  }
}
