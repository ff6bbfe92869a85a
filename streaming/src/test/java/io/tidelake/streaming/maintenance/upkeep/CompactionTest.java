package io.tidelake.streaming.maintenance.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.maintenance.MaintainedLake;
import java.nio.file.Path;
import java.time.LocalDate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 8, 29);

  @TempDir Path folder;

  @Test
  void aDateOfManyBytesIsCommittedInPartsAndEndsInAsFewFiles() throws Exception {
    MaintainedLake lake = new MaintainedLake(folder, 3);
    for (int i = 0; i < 12; i++) {
      lake.append(lake.events(TODAY.minusDays(1), 20));
    }
    Table table = lake.table(LakeTables.RAW_EVENTS);
    long bytes = Figures.of(table).bytes();
    Compaction compaction =
        new Compaction(
            LakeTables.RAW_EVENTS,
            table,
            LakeTables.RAW_EVENTS.maintenance().with(table.properties()),
            TODAY,
            null,
            1_000,
            bytes / 4);

    Work.Done done = compaction.plan().orElseThrow().action().run();

    assertThat(replacements(table)).isGreaterThan(1);
    assertThat(done.note()).isEqualTo("in %d commits".formatted(replacements(table)));
    assertThat(lake.files(LakeTables.RAW_EVENTS)).hasSizeLessThanOrEqualTo(2);
    assertThat(lake.read(LakeTables.RAW_EVENTS)).hasSize(240);
  }

  private static int replacements(Table table) {
    table.refresh();
    int replacements = 0;
    for (Snapshot snapshot : table.snapshots()) {
      replacements += snapshot.operation().equals("replace") ? 1 : 0;
    }
    return replacements;
  }
}
