package io.tidelake.streaming.pipeline;

import io.airlift.slice.Slices;
import io.airlift.stats.cardinality.HyperLogLog;
import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.maintenance.rollup.Rollup;
import io.tidelake.streaming.maintenance.rollup.RollupRun;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/**
 * What tables say once their additive rows are summed up: the values of the other columns, and for
 * each of them events, late events or distinct users.
 */
final class LakeCells {

  /** Where a row came from, which is no part of what it says. */
  private static final Set<String> COORDINATES =
      Set.of("kafka_partition", "kafka_offset", "source_file", "source_line", "ingest_time");

  private LakeCells() {}

  /** Brings the rollups up to date. */
  static void rollUp(TestLake lake) throws Exception {
    for (Rollup rollup : Rollup.ALL) {
      new RollupRun(rollup, lake.table(rollup.source()), lake.table(rollup.target()), TestLake.ZONE)
          .run();
    }
  }

  /** The table as cells; those of {@code quarantine} are reasons. */
  static Map<List<Object>, List<Long>> of(TestLake lake, LakeTable name) throws Exception {
    Table table = lake.table(name);
    Map<List<Object>, long[]> sums = new HashMap<>();
    Map<List<Object>, HyperLogLog> sketches = new HashMap<>();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      for (Record row : rows) {
        List<Object> cell = new ArrayList<>();
        long events = 1;
        long late = 0;
        HyperLogLog sketch = null;
        for (Types.NestedField column : table.schema().columns()) {
          Object value = row.getField(column.name());
          switch (column.name()) {
            case "events" -> events = (long) value;
            case "late_events" -> late = (long) value;
            case "sketch" -> sketch = HyperLogLog.newInstance(Slices.wrappedBuffer(bytes(value)));
            default -> {
              if (name != LakeTables.QUARANTINE
                  ? !COORDINATES.contains(column.name())
                  : column.name().equals("reason")) {
                cell.add(value);
              }
            }
          }
        }
        long[] sum = sums.computeIfAbsent(cell, none -> new long[2]);
        sum[0] += events;
        sum[1] += late;
        if (sketch != null) {
          sketches.merge(
              cell,
              sketch,
              (one, other) -> {
                one.mergeWith(other);
                return one;
              });
        }
      }
    }
    Map<List<Object>, List<Long>> cells = new HashMap<>();
    sums.forEach(
        (cell, sum) ->
            cells.put(
                cell,
                sketches.containsKey(cell)
                    ? List.of(sketches.get(cell).cardinality())
                    : List.of(sum[0], sum[1])));
    cells.values().removeIf(List.of(0L, 0L)::equals);
    return cells;
  }

  private static byte[] bytes(Object value) {
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
