package io.tidelake.streaming.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tidelake.schema.table.LakeTables;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits of a checkpoint that cross each other, as after a failure with a slow catalog. */
class FencedAppendTest {

  private static final String JOB = "job-1";
  private static final String OPERATOR = "operator-1";

  @TempDir Path folder;

  private TableLoader loader;

  @BeforeEach
  void createTable() {
    CatalogLoader catalog =
        CatalogLoader.hadoop(
            "test", new Configuration(), Map.of("warehouse", folder.toUri().toString()));
    LakeTables.create((HadoopCatalog) catalog.loadCatalog(), "taobao");
    loader =
        new FencedTableLoader(
            TableLoader.fromCatalog(catalog, TableIdentifier.of("taobao", "raw_events")));
    loader.open();
  }

  @Test
  void aCheckpointThatLandedMeanwhileIsNotAppendedAgain() {
    AppendFiles recovered = append(loader.loadTable(), 7, "file-7");
    append(loader.loadTable(), 7, "file-7").commit();

    recovered.commit();

    assertThat(filesInTable()).isEqualTo(1);
  }

  @Test
  void twoPendingCheckpointsOfWhichOneLandedMeanwhileFailTheCommit() {
    AppendFiles recovered = append(loader.loadTable(), 8, "file-7", "file-8");
    append(loader.loadTable(), 7, "file-7").commit();

    assertThatExceptionOfType(ValidationException.class).isThrownBy(recovered::commit);

    assertThat(filesInTable()).isEqualTo(1);
  }

  @Test
  void checkpointsThatFollowEachOtherAreAppended() {
    Table table = loader.loadTable();
    append(table, 1, "file-1").commit();
    append(table, 2, "file-2").commit();
    append(table, 3, "file-3").commit();
    assertThat(filesInTable()).isEqualTo(3);
  }

  @Test
  void othersMayCommitInBetween() {
    AppendFiles own = append(loader.loadTable(), 1, "file-1");
    loader.loadTable().updateProperties().set("comment", "changed").commit();
    append(loader.loadTable(), "job-2", 9, "file-of-other-job").commit();

    own.commit();

    assertThat(filesInTable()).isEqualTo(2);
  }

  @Test
  void anAppendThatNamesNoCheckpointIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> loader.loadTable().newAppend().appendFile(file("f")).commit())
        .withMessageContaining("not supported");
  }

  @Test
  void theStreamsOwnPropertiesComeOnTopOfTheTables() {
    assertThat(loader.loadTable().properties())
        .containsEntry("flink.max-continuous-empty-commits", "2147483647")
        .containsEntry("write.parquet.compression-level", "1")
        .containsEntry("write.format.default", "parquet");
  }

  private static AppendFiles append(Table table, long checkpoint, String... files) {
    return append(table, JOB, checkpoint, files);
  }

  private static AppendFiles append(Table table, String job, long checkpoint, String... files) {
    AppendFiles append = table.newAppend();
    for (String file : files) {
      append.appendFile(file(file));
    }
    return append
        .set(FencedAppend.JOB_ID, job)
        .set(FencedAppend.OPERATOR_ID, OPERATOR)
        .set(FencedAppend.CHECKPOINT_ID, Long.toString(checkpoint))
        .toBranch("main");
  }

  private static DataFile file(String name) {
    return DataFiles.builder(LakeTables.RAW_EVENTS.spec())
        .withPath("/nowhere/" + name + ".parquet")
        .withPartitionPath("dt=2026-08-29")
        .withFileSizeInBytes(1)
        .withRecordCount(1)
        .build();
  }

  private int filesInTable() {
    return Integer.parseInt(loader.loadTable().currentSnapshot().summary().get("total-data-files"));
  }
}
