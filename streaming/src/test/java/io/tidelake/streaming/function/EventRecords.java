package io.tidelake.streaming.function;

import io.tidelake.streaming.TestRecords;
import java.time.Duration;
import java.time.ZoneId;

/** Records by name: {@code click().in("浙江").at(time)}, decoded as the source does. */
final class EventRecords {

  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  static final Duration LATE_AFTER = Duration.ofMinutes(5);

  /** 2026-08-29 20:00 in Shanghai. */
  static final long NOON = TestRecords.START;

  private final RecordDecoder decoder = new RecordDecoder(ZONE, LATE_AFTER);
  private final long[] nextOffset = new long[TestRecords.PARTITIONS];

  private int partition;
  private int action;
  private String province = "浙江";
  private long recordTime = NOON;
  private long eventTime = NOON;

  EventRecords click() {
    action = 0;
    return this;
  }

  EventRecords buy() {
    action = 2;
    return this;
  }

  EventRecords in(String province) {
    this.province = province;
    return this;
  }

  EventRecords on(int partition) {
    this.partition = partition;
    return this;
  }

  /** In time. */
  EventRecords at(long time) {
    recordTime = time;
    eventTime = time;
    return this;
  }

  EventRecords arriving(Duration delay) {
    recordTime = eventTime + delay.toMillis();
    return this;
  }

  DecodedRecord event() {
    return decode(
        """
        {"user_id":"u","item_id":"i","action":%d,"age_range":3,"gender":1,"province":"%s","event_time":%d}
        """
            .formatted(action, province, eventTime));
  }

  DecodedRecord garbage() {
    return decode("garbage");
  }

  private DecodedRecord decode(String value) {
    return decoder.decode(
        null, TestRecords.utf8(value), partition, nextOffset[partition]++, recordTime);
  }
}
