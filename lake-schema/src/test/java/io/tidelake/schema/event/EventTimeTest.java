package io.tidelake.schema.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of event time, lateness and business date, at their edges. */
class EventTimeTest {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  private final BehaviorEvent event = new BehaviorEvent();

  @ParameterizedTest
  @CsvSource({
    "299999, false",
    "300000, false",
    "300001, true",
    "0, false",
    "-1, false",
    "-31536000000, false"
  })
  void lateIsMoreThanFiveMinutesAfter(long delay, boolean late) {
    long record = millis("2026-08-29T12:00:00+08:00");
    decode(record, "\"event_time\":" + (record - delay));
    assertThat(event.delayMillis).isEqualTo(delay);
    assertThat(event.late).isEqualTo(late);
    assertThat(event.timeSource).isEqualTo(TimeSource.EVENT_TIME);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, false", "0, 1, true", "3600000, 3600000, false", "3600000, 3600001, true"})
  void theLatenessAllowedIsASetting(long lateAfter, long delay, boolean late) {
    EventDecoder decoder = new EventDecoder(SHANGHAI, Duration.ofMillis(lateAfter));
    long record = millis("2026-08-29T12:00:00+08:00");
    byte[] value =
        "{\"user_id\":1,\"item_id\":2,\"action\":0,\"event_time\":%d}"
            .formatted(record - delay)
            .getBytes(UTF_8);
    assertThat(decoder.decode(value, 0, 0, record, event)).isNull();
    assertThat(event.late).isEqualTo(late);
  }

  /** Date of the record, month and day as sent, business date or "record". */
  @ParameterizedTest
  @CsvSource({
    "2026-08-29T12:00:00+08:00, 8, 29, 2026-08-29",
    "2026-08-29T12:00:00+08:00, '\"08\"', '\"09\"', 2026-08-09",
    "2026-08-29T12:00:00+08:00, '\"8\"', 29, 2026-08-29",
    "2026-08-29T12:00:00+08:00, 2, 28, 2026-02-28",
    "2026-08-29T12:00:00+08:00, 2, 29, record",
    "2026-08-29T12:00:00+08:00, 2, 30, record",
    "2028-08-29T12:00:00+08:00, 2, 29, 2028-02-29",
    "2028-08-29T12:00:00+08:00, 2, 30, record",
    "2100-08-29T12:00:00+08:00, 2, 29, record",
    "2000-08-29T12:00:00+08:00, 2, 29, 2000-02-29",
    "2026-08-29T12:00:00+08:00, 4, 31, record",
    "2026-08-29T12:00:00+08:00, 12, 31, 2026-12-31",
    "2026-08-29T12:00:00+08:00, 13, 1, record",
    "2026-08-29T12:00:00+08:00, 0, 1, record",
    "2026-08-29T12:00:00+08:00, 1, 0, record",
    "2026-08-29T12:00:00+08:00, 1, 32, record",
    "2026-08-29T12:00:00+08:00, 1, '\"\"', record",
    "2026-08-29T12:00:00+08:00, null, 1, record",
    "2026-08-29T12:00:00+08:00, '[1]', 1, record",
    "2026-08-29T12:00:00+08:00, 1.0, 1, record",
    "2026-12-31T15:59:59.999Z, 1, 1, 2026-01-01",
    "2026-12-31T16:00:00Z, 1, 1, 2027-01-01",
    "2027-12-31T15:59:59.999Z, 2, 29, record",
    "2027-12-31T16:00:00Z, 2, 29, 2028-02-29"
  })
  void monthAndDayMeanTheYearOfTheRecordInTheBusinessZone(
      String record, String month, String day, String expected) {
    decode(millis(record), "\"month\":" + month + ",\"day\":" + day);
    if (expected.equals("record")) {
      assertThat(event.timeSource).isEqualTo(TimeSource.RECORD);
      assertThat(event.eventTime).isEqualTo(millis(record));
      assertThat(event.late).isFalse();
      return;
    }
    assertThat(event.timeSource).isEqualTo(TimeSource.MONTH_DAY);
    assertThat(event.eventTime).isEqualTo(millis(expected + "T00:00:00+08:00"));
    assertThat(LocalDate.ofEpochDay(event.businessDay)).isEqualTo(expected);
    assertThat(event.late).isEqualTo(millis(record) - event.eventTime > 300_000);
  }

  @Test
  void eventTimeGoesBeforeMonthAndDayWhichAreKept() {
    long record = millis("2026-08-29T12:00:00+08:00");
    decode(record, "\"month\":\"08\",\"day\":28,\"event_time\":\"2026-08-29T11:59:00+08:00\"");
    assertThat(event.timeSource).isEqualTo(TimeSource.EVENT_TIME);
    assertThat(event.eventTime).isEqualTo(record - 60_000);
    assertThat(event.month).isEqualTo(8);
    assertThat(event.day).isEqualTo(28);
  }

  @ParameterizedTest
  @CsvSource({"null", "'\"\"'"})
  void anEventTimeOfNothingIsNone(String nothing) {
    decode(millis("2026-08-29T12:00:00+08:00"), "\"month\":8,\"day\":28,\"event_time\":" + nothing);
    assertThat(event.timeSource).isEqualTo(TimeSource.MONTH_DAY);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-08-28T15:59:59.999Z, 2026-08-28",
    "2026-08-28T16:00:00Z, 2026-08-29",
    "2026-08-28T23:59:59.999+08:00, 2026-08-28",
    "2026-08-29T00:00:00+08:00, 2026-08-29",
    "2026-08-28T16:00:00-00:00, 2026-08-29",
    "2026-08-29T13:59:59.999+22, rejected",
    "2026-12-31T15:59:59.999Z, 2026-12-31",
    "2026-12-31T16:00:00Z, 2027-01-01",
    "1986-05-03T15:59:59Z, 1986-05-03",
    "1986-05-04T15:00:00Z, 1986-05-05"
  })
  void theBusinessDateIsThatOfTheZone(String time, String date) {
    EventDecoder decoder = new EventDecoder(SHANGHAI, Duration.ofMinutes(5));
    byte[] value =
        "{\"user_id\":1,\"item_id\":2,\"action\":0,\"event_time\":\"%s\"}"
            .formatted(time)
            .getBytes(UTF_8);
    RejectReason reason = decoder.decode(value, 0, 0, millis("2026-08-29T12:00:00+08:00"), event);
    if (date.equals("rejected")) {
      assertThat(reason).isEqualTo(RejectReason.INVALID_EVENT_TIME);
    } else {
      assertThat(reason).isNull();
      // Also in 1986, when Shanghai had summer time.
      assertThat(LocalDate.ofEpochDay(event.businessDay)).isEqualTo(date);
    }
  }

  private void decode(long record, String fields) {
    byte[] value = ("{\"user_id\":1,\"item_id\":2,\"action\":0," + fields + "}").getBytes(UTF_8);
    EventDecoder decoder = new EventDecoder(SHANGHAI, Duration.ofMinutes(5));
    assertThat(decoder.decode(value, 0, 0, record, event)).as(decoder.detail()).isNull();
  }

  private static long millis(String time) {
    return ZonedDateTime.parse(time).toInstant().toEpochMilli();
  }
}
