package io.tidelake.streaming.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.streaming.FolderFileSystem;
import io.tidelake.streaming.function.LakePositions;
import io.tidelake.streaming.sink.Lake;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeStateTest {

  @TempDir Path folder;

  private HadoopCatalog catalog;
  private Lake lake;

  @BeforeEach
  void createTables() {
    CatalogLoader loader =
        CatalogLoader.hadoop(
            "test",
            FolderFileSystem.configuration(),
            Map.of("warehouse", folder.toUri().toString()));
    catalog = (HadoopCatalog) loader.loadCatalog();
    LakeTables.create(catalog, "taobao");
    lake = new Lake(loader, "taobao");
  }

  @Test
  void anEmptyLakeIsReadFromTheBeginning() throws Exception {
    assertThat(LakeState.read(lake).positions()).isEqualTo(LakePositions.NONE);
  }

  @Test
  void eachTableStandsWhereItSays() throws Exception {
    commit("quarantine", "{\"0\":7}");
    commit("behavior_1m", "{\"0\":5}");
    commit("raw_events", "{\"0\":5}");

    LakePositions positions = LakeState.read(lake).positions();

    assertThat(positions.start()).hasToString("{\"0\":5}");
    assertThat(positions.countedByMinute()).hasToString("{\"0\":5}");
    assertThat(positions.quarantined()).hasToString("{\"0\":7}");
  }

  @Test
  void aTableThatOthersFilledIsNoneOfTheStream() throws Exception {
    catalog.loadTable(TableIdentifier.of("taobao", "raw_events")).newAppend().commit();
    assertThat(LakeState.read(lake).positions()).isEqualTo(LakePositions.NONE);
  }

  @Test
  void aStreamThatDidNotSayHowFarItReadIsNotRepeated() {
    catalog
        .loadTable(TableIdentifier.of("taobao", "behavior_1m"))
        .newAppend()
        .set(StreamCommit.JOB_ID, "earlier")
        .commit();
    assertThatIllegalStateException()
        .isThrownBy(() -> LakeState.read(lake))
        .withMessageContaining("behavior_1m")
        .withMessageContaining("--namespace");
  }

  @Test
  void whatWasWrittenWithoutCountsIsNotGoneOnWithByAJobThatCounts() throws Exception {
    RawOnlyLake.require(true, lake);
    commit("raw_events", "{\"0\":5}");

    RawOnlyLake.require(true, lake);
    assertThatIllegalStateException()
        .isThrownBy(() -> RawOnlyLake.require(false, lake))
        .withMessageContaining("taobao.raw_events")
        .withMessageContaining("--raw-only")
        .withMessageContaining("--namespace");
  }

  @Test
  void whatIsCountedIsNotGoneOnWithByAJobThatDoesNot() throws Exception {
    RawOnlyLake.require(false, lake);
    commit("raw_events", "{\"0\":5}");

    RawOnlyLake.require(false, lake);
    assertThatIllegalStateException()
        .isThrownBy(() -> RawOnlyLake.require(true, lake))
        .withMessageContaining("taobao.raw_events")
        .withMessageContaining("--namespace");
    RawOnlyLake.require(false, lake);
  }

  private void commit(String table, String positions) {
    catalog
        .loadTable(TableIdentifier.of("taobao", table))
        .newAppend()
        .set(StreamCommit.JOB_ID, "job")
        .set(StreamCommit.POSITIONS, positions)
        .commit();
  }
}
