package io.tidelake.schema.label;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelayTest {

  @ParameterizedTest
  @CsvSource({
    "-9223372036854775808, FUTURE",
    "-1, FUTURE",
    "0, SECOND",
    "1000, SECOND",
    "1001, TEN_SECONDS",
    "10000, TEN_SECONDS",
    "10001, MINUTE",
    "60000, MINUTE",
    "60001, FIVE_MINUTES",
    "300000, FIVE_MINUTES",
    "300001, HOUR",
    "3600000, HOUR",
    "3600001, DAY",
    "86400000, DAY",
    "86400001, LONGER",
    "9223372036854775807, LONGER"
  })
  void aBoundBelongsToTheStepBelowIt(long millis, Delay expected) {
    assertThat(Delay.values()[Delay.indexOf(millis)]).isEqualTo(expected);
  }
}
