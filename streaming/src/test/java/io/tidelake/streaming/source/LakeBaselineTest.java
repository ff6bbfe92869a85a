package io.tidelake.streaming.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.FolderFileSystem;
import io.tidelake.streaming.function.TickDelta;
import io.tidelake.streaming.sink.BackfilledRows;
import io.tidelake.streaming.sink.Lake;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job without state counts, of which no more is held than is being counted. */
class LakeBaselineTest {

  private static final LocalDate FIRST = LocalDate.parse("2026-08-01");
  private static final int DAYS = 20;

  @TempDir Path folder;

  private Lake lake;
  private Table rawEvents;

  @BeforeEach
  void createTables() throws Exception {
    CatalogLoader loader =
        CatalogLoader.hadoop(
            "test",
            FolderFileSystem.configuration(),
            Map.of("warehouse", folder.toUri().toString()));
    LakeTables.create((HadoopCatalog) loader.loadCatalog(), LakeTables.NAMESPACE);
    lake = new Lake(loader, LakeTables.NAMESPACE);
    rawEvents = lake.connect().load(LakeTables.RAW_EVENTS);
    for (int day = 0; day < DAYS; day++) {
      BackfilledRows.append(rawEvents, 1, FIRST.plusDays(day));
    }
  }

  @Test
  void daysAreHandedOverAndPositionsLast() throws Exception {
    List<TickDelta> counted = new ArrayList<>();
    Thread caller = Thread.currentThread();
    baseline()
        .load(
            delta -> {
              assertThat(Thread.currentThread()).isSameAs(caller);
              counted.add(delta);
            });

    assertThat(counted).hasSize(DAYS + 1);
    assertThat(counted.get(DAYS).positions).containsExactly(5);
  }

  /** The last day cannot be read, when those before it are added up already. */
  @Test
  void aDayIsHandedOverBeforeTheLastOneIsCounted() {
    rawEvents
        .newAppend()
        .appendFile(
            DataFiles.builder(rawEvents.spec())
                .withPath(folder.resolve("nowhere.parquet").toString())
                .withPartitionPath("dt=" + FIRST.plusDays(DAYS))
                .withFileSizeInBytes(1)
                .withRecordCount(1)
                .build())
        .commit();
    List<TickDelta> counted = new ArrayList<>();

    assertThatThrownBy(() -> baseline().load(counted::add)).hasMessageContaining("nowhere.parquet");

    assertThat(counted).hasSizeGreaterThan(DAYS / 2);
  }

  private LakeBaseline baseline() {
    rawEvents.refresh();
    return new LakeBaseline(
        lake, TopicPositions.of(Map.of(0, 5L)), rawEvents.currentSnapshot().snapshotId(), null);
  }
}
