package io.tidelake.streaming.sink;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.TimeSource;
import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.streaming.function.RowOrigin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageWriteStore;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;

/**
 * The columns of a file of {@code raw_events}, to which events are written as they are decoded:
 * numbers as numbers and texts as the bytes that stand in the record.
 *
 * <p>The sizes of what they hold are small at first, so a file that gets few events takes little.
 */
final class EventColumns {

  private static final long MICROS_PER_MILLI = 1_000;
  private static final Utf8Slice[] TIME_SOURCES = new Utf8Slice[TimeSource.values().length];

  static {
    for (TimeSource source : TimeSource.values()) {
      TIME_SOURCES[source.ordinal()] = slice(source.utf8());
    }
  }

  private final boolean topic;
  private final Utf8Slice[] digests;
  private final MessageType file;
  private final PageBytes page;
  private final List<EventColumn> columns = new ArrayList<>();

  private final TextColumn userId;
  private final TextColumn itemId;
  private final TextColumn categoryId;
  private final TextColumn merchantId;
  private final TextColumn brandId;
  private final NumberColumn month;
  private final NumberColumn day;
  private final NumberColumn action;
  private final NumberColumn ageRange;
  private final NumberColumn gender;
  private final TextColumn province;
  private final TextColumn eventId;
  private final NumberColumn eventTime;
  private final NumberColumn ingestTime;
  private final TextColumn timeSource;
  private final FlagColumn late;
  private final NumberColumn delayMillis;
  private final NumberColumn kafkaPartition;
  private final NumberColumn kafkaOffset;
  private final TextColumn sourceFile;
  private final NumberColumn sourceLine;
  private final NumberColumn date;

  /**
   * @param digests of the files of origin, {@link #digests}: one array for all files of a writer
   * @param page where pages are put together: one for all files of a writer
   */
  EventColumns(MessageType file, RowOrigin origin, Utf8Slice[] digests, PageBytes page) {
    this.file = file;
    this.topic = origin.isTopic();
    this.digests = digests;
    this.page = page;
    userId = text("user_id");
    itemId = text("item_id");
    categoryId = text("cat_id");
    merchantId = text("merchant_id");
    brandId = text("brand_id");
    month = number("month");
    day = number("day");
    action = number("action");
    ageRange = number("age_range");
    gender = number("gender");
    province = text("province");
    eventId = text("event_id");
    eventTime = number("event_time");
    ingestTime = number("ingest_time");
    timeSource = text("time_source");
    late = add(new FlagColumn(descriptor("is_late"), page));
    delayMillis = number("delay_ms");
    kafkaPartition = number("kafka_partition");
    kafkaOffset = number("kafka_offset");
    sourceFile = text("source_file");
    sourceLine = number("source_line");
    date = number("dt");
    if (columns.size() != file.getColumns().size()) {
      // Else the others would have no pages, which readers take for a broken file.
      throw new IllegalArgumentException(
          "%d columns are written, of these: %s".formatted(columns.size(), file));
    }
  }

  /** The values of {@code source_file}, by the index of the file. */
  static Utf8Slice[] digests(RowOrigin origin) {
    Utf8Slice[] digests = new Utf8Slice[origin.files()];
    for (int index = 0; index < digests.length; index++) {
      digests[index] = slice(origin.digest(index));
    }
    return digests;
  }

  private static Utf8Slice slice(byte[] utf8) {
    Utf8Slice slice = new Utf8Slice();
    slice.set(utf8);
    return slice;
  }

  private TextColumn text(String name) {
    return add(new TextColumn(descriptor(name), page));
  }

  private NumberColumn number(String name) {
    return add(new NumberColumn(descriptor(name), page));
  }

  private ColumnDescriptor descriptor(String name) {
    return file.getColumnDescription(new String[] {name});
  }

  private <C extends EventColumn> C add(C column) {
    columns.add(column);
    return column;
  }

  /** Begins a row group. */
  void begin(PageWriteStore pages) {
    for (EventColumn column : columns) {
      column.begin(pages.getPageWriter(column.descriptor()));
    }
  }

  void write(BehaviorEvent event) throws IOException {
    userId.write(event.userId);
    itemId.write(event.itemId);
    categoryId.write(event.categoryId);
    merchantId.write(event.merchantId);
    brandId.write(event.brandId);
    writeUnlessAbsent(month, event.month);
    writeUnlessAbsent(day, event.day);
    action.write(event.action);
    ageRange.write(event.ageRange);
    gender.write(event.gender);
    province.write(event.provinceIndex, event.province);
    if (event.eventId.isEmpty()) {
      eventId.writeNull();
    } else {
      eventId.write(event.eventId);
    }
    eventTime.write(event.eventTime * MICROS_PER_MILLI);
    ingestTime.write(event.ingestTime * MICROS_PER_MILLI);
    int source = event.timeSource.ordinal();
    timeSource.write(source, TIME_SOURCES[source]);
    late.write(event.late);
    delayMillis.write(event.delayMillis);
    if (topic) {
      kafkaPartition.write(event.kafkaPartition);
      kafkaOffset.write(event.kafkaOffset);
      sourceFile.writeNull();
      sourceLine.writeNull();
    } else {
      kafkaPartition.writeNull();
      kafkaOffset.writeNull();
      sourceFile.write(event.kafkaPartition, digests[event.kafkaPartition]);
      sourceLine.write(event.kafkaOffset);
    }
    date.write(event.businessDay);
  }

  private static void writeUnlessAbsent(NumberColumn column, int value) throws IOException {
    if (value == BehaviorEvent.ABSENT) {
      column.writeNull();
    } else {
      column.write(value);
    }
  }

  /** Ends a row group. */
  void end() throws IOException {
    for (EventColumn column : columns) {
      column.end();
    }
  }

  /** Bytes held of the row group, compressed and not. */
  long heldBytes() {
    long bytes = 0;
    for (EventColumn column : columns) {
      bytes += column.heldBytes();
    }
    return bytes;
  }
}
