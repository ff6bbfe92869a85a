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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
 * Reads a few columns of every row, a date at a time, on all cores.
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

  private static final Map<String, Integer> KNOWN_PROVINCES = knownProvinces();

  @Override
  public List<TickDelta> load() throws Exception {
    List<TickDelta> counted = new ArrayList<>();
    Map<Integer, Long> recordTimes = new TreeMap<>();
    try (Lake.Connection tables = lake.connect()) {
      if (rawEvents != null) {
        Table table = tables.load(LakeTables.RAW_EVENTS);
        LOG.info("No state: counting the events of snapshot {}", rawEvents);
        ExecutorService executor =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
          List<Future<Counted>> days = new ArrayList<>();
          for (int day : days(table, rawEvents)) {
            days.add(executor.submit(() -> countDay(table, rawEvents, day)));
          }
          for (Future<Counted> day : days) {
            day.get().addTo(counted, recordTimes);
          }
        } finally {
          executor.shutdownNow();
        }
      }
      if (quarantine != null) {
        countRejected(tables.load(LakeTables.QUARANTINE), quarantine, positions)
            .addTo(counted, recordTimes);
      }
    }
    counted.add(BaselineCounts.at(positions, recordTimes));
    return counted;
  }

  private record Counted(List<TickDelta> deltas, Map<Integer, Long> recordTimes) {

    void addTo(List<TickDelta> allDeltas, Map<Integer, Long> allRecordTimes) {
      allDeltas.addAll(deltas);
      recordTimes.forEach((partition, time) -> allRecordTimes.merge(partition, time, Math::max));
    }
  }

  private static Set<Integer> days(Table table, long snapshot) throws IOException {
    Set<Integer> days = new TreeSet<>();
    try (CloseableIterable<FileScanTask> files =
        table.newScan().useSnapshot(snapshot).planFiles()) {
      files.forEach(file -> days.add(file.file().partition().get(0, Integer.class)));
    }
    return days;
  }

  private static Counted countDay(Table table, long snapshot, int day) throws IOException {
    BaselineCounts counts = new BaselineCounts();
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
    return new Counted(counts.take(), recordTimes);
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

  private static Counted countRejected(Table table, long snapshot, TopicPositions positions)
      throws IOException {
    BaselineCounts counts = new BaselineCounts();
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
    return new Counted(counts.take(), recordTimes);
  }

  private static long ingestTime(Record row) {
    return ((OffsetDateTime) row.getField("ingest_time")).toInstant().toEpochMilli();
  }
}
