package io.tidelake.streaming.sink;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.streaming.function.RowOrigin;
import java.nio.charset.StandardCharsets;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.jspecify.annotations.Nullable;

/** Events as rows of {@code raw_events}, column by column as the table declares them. */
public final class PlainRows {

  private PlainRows() {}

  public static RowData of(BehaviorEvent event, RowOrigin origin) {
    boolean topic = origin.isTopic();
    return GenericRowData.of(
        text(event.userId),
        text(event.itemId),
        text(event.categoryId),
        text(event.merchantId),
        text(event.brandId),
        unlessAbsent(event.month),
        unlessAbsent(event.day),
        (int) event.action,
        (int) event.ageRange,
        (int) event.gender,
        text(event.province),
        event.eventId.isEmpty() ? null : text(event.eventId),
        TimestampData.fromEpochMillis(event.eventTime),
        TimestampData.fromEpochMillis(event.ingestTime),
        StringData.fromString(new String(event.timeSource.utf8(), StandardCharsets.UTF_8)),
        event.late,
        event.delayMillis,
        topic ? event.kafkaPartition : null,
        topic ? event.kafkaOffset : null,
        topic ? null : StringData.fromBytes(origin.digest(event.kafkaPartition)),
        topic ? null : event.kafkaOffset,
        event.businessDay);
  }

  private static StringData text(Utf8Slice slice) {
    return StringData.fromString(slice.toString());
  }

  private static @Nullable Integer unlessAbsent(int value) {
    return value == BehaviorEvent.ABSENT ? null : value;
  }
}
