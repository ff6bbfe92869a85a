package io.tidelake.streaming.source;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.schema.label.Province;
import io.tidelake.schema.label.ProvinceIndex;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.function.BaselineCounts;
import io.tidelake.streaming.function.LiveBaseline;
import io.tidelake.streaming.function.TickDelta;
import io.tidelake.streaming.sink.Lake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live counts of the records before the positions of {@code raw_events}; rows that came by
 * backfill are not part of the stream, and what {@code quarantine} holds beyond is read again.
 * Reads a few columns of every row, a few dates at a time, in their order.
 *
 * @param positions of {@code raw_events} at the snapshot
 * @param rawEvents the snapshot to count; null: the table is empty
 * @param quarantine the same
 */
public record LakeBaseline(
    Lake lake, TopicPositions positions, @Nullable Long rawEvents, @Nullable Long quarantine)
    implements LiveBaseline {

  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(LakeBaseline.class);

  /** With those around it fewer than the days whose lists of most frequent items are kept. */
  private static final int DAYS_AT_ONCE = 4;

  private static final long LOOK_MILLIS = 10;

  private static final Map<String, Integer> KNOWN_PROVINCES = knownProvinces();

  @Override
  public void load(Consumer<TickDelta> counted) throws Exception {
    Map<Integer, Long> recordTimes = new TreeMap<>();
    try (Lake.Connection tables = lake.connect()) {
      if (rawEvents != null) {
        Table table = tables.load(LakeTables.RAW_EVENTS);
        LOG.info("No state: counting the events of snapshot {}", rawEvents);
        countDays(table, rawEvents, counted, recordTimes);
      }
      if (quarantine != null) {
        BaselineCounts counts = new BaselineCounts(counted::accept);
        merge(
            countRejected(tables.load(LakeTables.QUARANTINE), quarantine, positions, counts),
            recordTimes);
      }
    }
    counted.accept(BaselineCounts.at(positions, recordTimes));
  }

  /** What is counted takes some MiB each time, so threads wait until the last was added up. */
  private static void countDays(
      Table table, long snapshot, Consumer<TickDelta> counted, Map<Integer, Long> recordTimes)
      throws Exception {
    BlockingQueue<TickDelta> waiting = new ArrayBlockingQueue<>(1);
    ExecutorService executor =
        Executors.newFixedThreadPool(
            Math.min(DAYS_AT_ONCE, Runtime.getRuntime().availableProcessors()));
    try {
      Queue<Integer> days = new ArrayDeque<>(days(table, snapshot));
      Queue<Future<Map<Integer, Long>>> begun = new ArrayDeque<>();
      while (!days.isEmpty() || !begun.isEmpty()) {
        while (!days.isEmpty() && begun.size() < DAYS_AT_ONCE) {
          int day = days.remove();
          begun.add(
              executor.submit(
                  () -> countDay(table, snapshot, day, new BaselineCounts(waiting::put))));
        }
        if (begun.element().isDone()) {
          merge(begun.remove().get(), recordTimes);
        } else {
          accept(waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS), counted);
        }
      }
      accept(waiting.poll(), counted);
    } finally {
      executor.shutdownNow();
    }
  }

  private static void accept(@Nullable TickDelta delta, Consumer<TickDelta> counted) {
    if (delta != null) {
      counted.accept(delta);
    }
  }

  private static void merge(Map<Integer, Long> some, Map<Integer, Long> recordTimes) {
    some.forEach((partition, time) -> recordTimes.merge(partition, time, Math::max));
  }

  private static Set<Integer> days(Table table, long snapshot) throws IOException {
    Set<Integer> days = new TreeSet<>();
    try (CloseableIterable<FileScanTask> files =
        table.newScan().useSnapshot(snapshot).planFiles()) {
      files.forEach(file -> days.add(file.file().partition().get(0, Integer.class)));
    }
    return days;
  }

  /** The largest record timestamp by partition. */
  private static Map<Integer, Long> countDay(
      Table table, long snapshot, int day, BaselineCounts counts)
      throws IOException, InterruptedException {
    BehaviorEvent event = new BehaviorEvent();
    event.businessDay = day;
    Map<Integer, Long> recordTimes = new TreeMap<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table)
            .useSnapshot(snapshot)
            .where(
                Expressions.and(
                    Expressions.equal("dt", day), Expressions.notNull("kafka_partition")))
            .select(
                "user_id",
                "item_id",
                "cat_id",
                "brand_id",
                "action",
                "age_range",
                "gender",
                "province",
                "ingest_time",
                "is_late",
                "delay_ms",
                "kafka_partition",
                "dt")
            .build()) {
      for (Record row : rows) {
        set(event.userId, row, "user_id");
        set(event.itemId, row, "item_id");
        set(event.categoryId, row, "cat_id");
        set(event.brandId, row, "brand_id");
        event.ingestTime = ingestTime(row);
        event.action = (int) row.getField("action");
        event.ageRange = (int) row.getField("age_range");
        event.gender = (int) row.getField("gender");
        event.late = (boolean) row.getField("is_late");
        event.delayMillis = (long) row.getField("delay_ms");
        setProvince(event, (String) row.getField("province"));
        counts.add(event);
        recordTimes.merge((Integer) row.getField("kafka_partition"), event.ingestTime, Math::max);
      }
    }
    counts.flush();
    return recordTimes;
  }

  private static void set(Utf8Slice slice, Record row, String column) {
    slice.set(((String) row.getField(column)).getBytes(StandardCharsets.UTF_8));
  }

  private static void setProvince(BehaviorEvent event, String name) {
    event.province.set(name.getBytes(StandardCharsets.UTF_8));
    event.provinceIndex = KNOWN_PROVINCES.getOrDefault(name, ProvinceIndex.OTHER);
  }

  private static Map<String, Integer> knownProvinces() {
    Map<String, Integer> known = new HashMap<>();
    for (Province province : Province.values()) {
      known.put(province.key(), province.ordinal());
    }
    return Map.copyOf(known);
  }

  private static Map<Integer, Long> countRejected(
      Table table, long snapshot, TopicPositions positions, BaselineCounts counts)
      throws IOException, InterruptedException {
    Map<Integer, Long> recordTimes = new TreeMap<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table)
            .useSnapshot(snapshot)
            .where(Expressions.notNull("kafka_partition"))
            .select("reason", "ingest_time", "kafka_partition", "kafka_offset")
            .build()) {
      for (Record row : rows) {
        int partition = (int) row.getField("kafka_partition");
        if ((long) row.getField("kafka_offset") < positions.offset(partition)) {
          long recordTime = ingestTime(row);
          counts.addRejected(RejectReason.valueOf((String) row.getField("reason")), recordTime);
          recordTimes.merge(partition, recordTime, Math::max);
        }
      }
    }
    counts.flush();
    return recordTimes;
  }

  private static long ingestTime(Record row) {
    return ((OffsetDateTime) row.getField("ingest_time")).toInstant().toEpochMilli();
  }
}
