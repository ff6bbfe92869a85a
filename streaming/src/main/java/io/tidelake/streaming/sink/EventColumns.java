package io.tidelake.streaming.sink;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.TimeSource;
import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.streaming.function.RowOrigin;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.parquet.TripleWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriteStore;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriter;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;

/**
 * Writes events to the columns of a file of {@code raw_events} as they are decoded: numbers as
 * numbers and texts as the bytes that stand in the record. By way of a row, as the other tables are
 * written, an event costs half as much again.
 */
final class EventColumns implements ParquetValueWriter<BehaviorEvent> {

  private static final int NOT_REPEATED = 0;
  private static final long MICROS_PER_MILLI = 1_000;
  private static final Binary[] TIME_SOURCES = new Binary[TimeSource.values().length];

  static {
    for (TimeSource source : TimeSource.values()) {
      TIME_SOURCES[source.ordinal()] = Binary.fromConstantByteArray(source.utf8());
    }
  }

  private final RowOrigin origin;
  private final Binary[] digests;
  private final Map<String, ColumnDescriptor> descriptors = new TreeMap<>();

  private Column userId;
  private Column itemId;
  private Column categoryId;
  private Column merchantId;
  private Column brandId;
  private Column month;
  private Column day;
  private Column action;
  private Column ageRange;
  private Column gender;
  private Column province;
  private Column eventId;
  private Column eventTime;
  private Column ingestTime;
  private Column timeSource;
  private Column late;
  private Column delayMillis;
  private Column kafkaPartition;
  private Column kafkaOffset;
  private Column sourceFile;
  private Column sourceLine;
  private Column date;

  /**
   * @param origin of the events
   * @param digests of its files, {@link #digests}: one array for all files of a writer
   */
  EventColumns(MessageType file, RowOrigin origin, Binary[] digests) {
    this.origin = origin;
    this.digests = digests;
    for (ColumnDescriptor column : file.getColumns()) {
      descriptors.put(column.getPath()[0], column);
    }
  }

  /** The values of {@code source_file}, by the index of the file. */
  static Binary[] digests(RowOrigin origin) {
    Binary[] digests = new Binary[origin.files()];
    for (int index = 0; index < digests.length; index++) {
      digests[index] = Binary.fromConstantByteArray(origin.digest(index));
    }
    return digests;
  }

  @Override
  public void setColumnStore(ColumnWriteStore store) {
    userId = column(store, "user_id");
    itemId = column(store, "item_id");
    categoryId = column(store, "cat_id");
    merchantId = column(store, "merchant_id");
    brandId = column(store, "brand_id");
    month = column(store, "month");
    day = column(store, "day");
    action = column(store, "action");
    ageRange = column(store, "age_range");
    gender = column(store, "gender");
    province = column(store, "province");
    eventId = column(store, "event_id");
    eventTime = column(store, "event_time");
    ingestTime = column(store, "ingest_time");
    timeSource = column(store, "time_source");
    late = column(store, "is_late");
    delayMillis = column(store, "delay_ms");
    kafkaPartition = column(store, "kafka_partition");
    kafkaOffset = column(store, "kafka_offset");
    sourceFile = column(store, "source_file");
    sourceLine = column(store, "source_line");
    date = column(store, "dt");
  }

  private Column column(ColumnWriteStore store, String name) {
    ColumnDescriptor descriptor = descriptors.get(name);
    return new Column(store.getColumnWriter(descriptor), descriptor.getMaxDefinitionLevel());
  }

  @Override
  public void write(int repetitionLevel, BehaviorEvent event) {
    userId.write(event.userId);
    itemId.write(event.itemId);
    categoryId.write(event.categoryId);
    merchantId.write(event.merchantId);
    brandId.write(event.brandId);
    month.writeIfPresent(event.month);
    day.writeIfPresent(event.day);
    action.write(event.action);
    ageRange.write(event.ageRange);
    gender.write(event.gender);
    province.write(event.province);
    if (event.eventId.isEmpty()) {
      eventId.writeNull();
    } else {
      eventId.write(event.eventId);
    }
    eventTime.write(event.eventTime * MICROS_PER_MILLI);
    ingestTime.write(event.ingestTime * MICROS_PER_MILLI);
    timeSource.write(TIME_SOURCES[event.timeSource.ordinal()]);
    late.write(event.late);
    delayMillis.write(event.delayMillis);
    if (origin.isTopic()) {
      kafkaPartition.write(event.kafkaPartition);
      kafkaOffset.write(event.kafkaOffset);
      sourceFile.writeNull();
      sourceLine.writeNull();
    } else {
      kafkaPartition.writeNull();
      kafkaOffset.writeNull();
      sourceFile.write(digests[event.kafkaPartition]);
      sourceLine.write(event.kafkaOffset);
    }
    date.write(event.businessDay);
  }

  /** Only a writer around this one would ask, to write it as a whole as absent. */
  @Override
  public List<TripleWriter<?>> columns() {
    return List.of();
  }

  /**
   * A column of a flat table.
   *
   * @param present the definition level of a value: 1 where there may be none, else 0
   */
  private record Column(ColumnWriter writer, int present) {

    void write(int value) {
      writer.write(value, NOT_REPEATED, present);
    }

    void write(long value) {
      writer.write(value, NOT_REPEATED, present);
    }

    void write(boolean value) {
      writer.write(value, NOT_REPEATED, present);
    }

    void write(Binary value) {
      writer.write(value, NOT_REPEATED, present);
    }

    /** The bytes are those of the record, which is gone after this: a dictionary copies them. */
    void write(Utf8Slice text) {
      write(Binary.fromReusedByteArray(text.array(), text.offset(), text.length()));
    }

    void writeIfPresent(int value) {
      if (value == BehaviorEvent.ABSENT) {
        writeNull();
      } else {
        write(value);
      }
    }

    void writeNull() {
      writer.writeNull(NOT_REPEATED, 0);
    }
  }
}
