package io.tidelake.ingest.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What of the copies in quarantine would be rejected once more. */
class CopiesTest {

  private static final Coordinates ORIGINAL = new Coordinates(0, 7);
  private static final Coordinates COPY = new Coordinates(0, 42);

  /** The last hours of the last date that is accepted: in Shanghai it is a date later. */
  private static final String LAST = "9998-12-31T23:59:59Z";

  @Test
  void aCopyIsJudgedByTheBusinessZone() {
    assertThat(copies("Asia/Shanghai").isStillRejected(at(COPY, LAST))).isTrue();
    assertThat(copies("UTC").isStillRejected(at(COPY, LAST))).isFalse();
  }

  @Test
  void aRecordThatIsNoCopyIsSentAtLeastOnce() {
    assertThat(copies("Asia/Shanghai").isStillRejected(at(ORIGINAL, LAST))).isFalse();
  }

  private static Copies copies(String zone) {
    return new Copies(Map.of(ORIGINAL, new ReplayJournal.Entry.Sent(COPY)), ZoneId.of(zone));
  }

  private static RejectedRecord at(Coordinates coordinates, String eventTime) {
    byte[] value =
        """
        {"user_id":"u","item_id":"i","action":0,"age_range":1,"gender":1,"province":"浙江","event_time":"%s"}"""
            .formatted(eventTime)
            .getBytes(StandardCharsets.UTF_8);
    return new RejectedRecord(
        "INVALID_EVENT_TIME",
        coordinates,
        1_788_004_800_000L,
        LocalDate.of(2026, 8, 29),
        value.length,
        null,
        value);
  }
}
