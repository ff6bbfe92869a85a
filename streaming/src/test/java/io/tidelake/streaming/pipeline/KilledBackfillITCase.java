package io.tidelake.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.table.BackfillCommit;
import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load whose process is killed (-9) between two commits, and repeated. */
class KilledBackfillITCase {

  /** For the start of a JVM and two jobs. */
  private static final Duration A_BUSY_MACHINE = Duration.ofMinutes(3);

  private static final int FILES = 4;

  /** Of each. */
  private static final int LINES = 500;

  @TempDir Path folder;

  @Test
  void isRepeatedWithoutATrace() throws Exception {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      files.add(CsvLog.write(folder.resolve(i + ".csv"), i * LINES, LINES));
    }
    TestLake expected = new TestLake(folder.resolve("expected"));
    BackfillProcess.load(expected.lake(), Long.MAX_VALUE, files);
    Path killed = Files.createDirectory(folder.resolve("killed"));
    TestLake lake = new TestLake(killed);

    // Rejected lines are in and cells are not; then cells are in and events are not.
    for (LakeTable table : List.of(LakeTables.BEHAVIOR_1M, LakeTables.RAW_EVENTS)) {
      long before = filesIn(lake, table);
      try (BackfillProcess process = BackfillProcess.start(killed, table.name(), files)) {
        TestJob.patiently().atMost(A_BUSY_MACHINE).until(process::standsStill);
        process.kill();
      }
      assertThat(filesIn(lake, table)).isEqualTo(before + 1);
      assertThat(filesIn(lake, LakeTables.QUARANTINE)).isEqualTo(before + 2);
    }
    BackfillProcess.load(lake.lake(), Long.MAX_VALUE, files);

    for (LakeTable table : LakeTables.OF_STREAM) {
      assertThat(LakeCells.of(lake, table))
          .as(table.name())
          .isNotEmpty()
          .isEqualTo(LakeCells.of(expected, table));
    }
    Set<List<Object>> lines = new HashSet<>();
    for (LakeTable table : List.of(LakeTables.RAW_EVENTS, LakeTables.QUARANTINE)) {
      for (Record row : lake.read(table)) {
        assertThat(lines.add(List.of(row.getField("source_file"), row.getField("source_line"))))
            .isTrue();
      }
    }
    assertThat(lines).hasSize(FILES * LINES);
  }

  /** So many files are begun there. */
  private static long filesIn(TestLake lake, LakeTable table) {
    return BackfillCommit.marks(lake.table(table).properties()).size();
  }
}
