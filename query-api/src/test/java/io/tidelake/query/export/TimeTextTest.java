package io.tidelake.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {

  @ParameterizedTest
  @CsvSource({
    "2026-08-28T16:00:00Z, 2026-08-29 00:00:00.000",
    "2026-08-28T16:00:59.999Z, 2026-08-29 00:00:59.999",
    "1969-12-31T23:59:59.001Z, 1970-01-01 07:59:59.001",
    "1900-12-31T15:54:17Z, 1900-12-31 23:54:17.000",
    "1900-12-31T15:54:16Z, 1900-12-31 23:59:59.000"
  })
  void writesTheBusinessZone(String time, String text) {
    TimeText times = new TimeText(ZoneId.of("Asia/Shanghai"));
    long millis = Instant.parse(time).toEpochMilli();

    assertThat(times.milliseconds(millis)).isEqualTo(text);
    assertThat(times.seconds(millis)).isEqualTo(text.substring(0, 19));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Asia/Shanghai", "America/New_York", "Asia/Kathmandu", "UTC"})
  void writesWhatAFormatterDoes(String name) {
    ZoneId zone = ZoneId.of(name);
    TimeText times = new TimeText(zone);
    DateTimeFormatter formatter = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      long millis = random.nextLong(-3_000_000_000_000L, 8_000_000_000_000L);
      assertThat(times.milliseconds(millis))
          .isEqualTo(formatter.format(Instant.ofEpochMilli(millis).atZone(zone)));
    }
  }

  @Test
  void knowsHowFarLocalTimeIsAhead() {
    assertThat(new TimeText(ZoneId.of("Asia/Shanghai")).offsetMillis(1_764_000_000_000L))
        .isEqualTo(28_800_000);
  }
}
