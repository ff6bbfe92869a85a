package io.tidelake.streaming.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.streaming.maintenance.upkeep.Compaction;
import io.tidelake.streaming.maintenance.upkeep.Work;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream goes on committing while its table is compacted. */
class CompactionBesideStreamTest {

  private static final LocalDate DATE = LocalDate.of(2026, 8, 29);

  @TempDir Path folder;

  private Lake lake;
  private AppendChain chain;
  private long position;

  @BeforeEach
  void createTables() {
    lake = TestTables.create(folder);
    chain = new AppendChain(table(), AppendChain.Fence.EVERY_TRY);
  }

  @Test
  void whatIsAppendedMeanwhileStaysAndTheChainGoesOn() throws Exception {
    append();
    append();
    append();
    Work compaction = compaction();
    append();
    compaction.action().run();
    append();

    assertThat(events()).isEqualTo(5);
    Table table = table();
    assertThat(StreamCommit.positions(table)).hasToString("{\"0\":5}");
    assertThat(table.properties()).containsEntry(StreamCommit.POSITIONS, "{\"0\":5}");
    assertThat(TestTables.files(lake, LakeTables.BEHAVIOR_1M)).hasSize(3);
  }

  @Test
  void theChainGoesOnWhenOnlyACompactionIsLeft() throws Exception {
    append();
    append();
    compaction().action().run();
    Table table = table();
    table.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();
    assertThat(StreamCommit.newest(table)).isEmpty();
    append();
    assertThat(events()).isEqualTo(3);
    assertThat(StreamCommit.positions(table())).hasToString("{\"0\":3}");
  }

  @Test
  void ofTwoCompactionsOfTheSameFilesOneGivesWay() throws Exception {
    append();
    append();
    Work one = compaction();
    Work other = compaction();
    one.action().run();
    assertThatThrownBy(() -> other.action().run()).isInstanceOf(ValidationException.class);
    append();
    assertThat(events()).isEqualTo(3);
  }

  private Work compaction() throws Exception {
    return new Compaction(
            LakeTables.BEHAVIOR_1M, table(), LakeTables.BEHAVIOR_1M.maintenance(), DATE.plusDays(1))
        .plan()
        .orElseThrow();
  }

  private void append() throws Exception {
    TableWriter<RowData> writer =
        new TableWriter<>(table(), new FlinkRows(table()), 0, (int) position);
    writer.write(
        GenericRowData.of(
            TimestampData.fromInstant(Instant.parse("2026-08-29T03:00:00Z")),
            0,
            1,
            1,
            StringData.fromString("浙江"),
            1L,
            0L,
            (int) DATE.toEpochDay()));
    PendingAppend append = new PendingAppend();
    append.table = LakeTables.BEHAVIOR_1M.name();
    append.checkpointId = position;
    append.jobId = "job";
    append.from = position == 0 ? "{}" : "{\"0\":%d}".formatted(position);
    append.to = "{\"0\":%d}".formatted(++position);
    append.manifest =
        new Manifests(Map.of(append.table, table()), "job")
            .write(append.table, position, writer.complete());
    assertThat(chain.append(List.of(append))).isTrue();
  }

  private long events() throws Exception {
    long events = 0;
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table()).build()) {
      for (Record row : rows) {
        events += (long) row.getField("events");
      }
    }
    return events;
  }

  private Table table() {
    return lake.connect().load(LakeTables.BEHAVIOR_1M);
  }
}
