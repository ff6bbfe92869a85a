package io.tidelake.schema.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RollupCommitTest {

  private final InMemoryCatalog catalog = new InMemoryCatalog();
  private Table table;

  @BeforeEach
  void createTable() {
    catalog.initialize("lake", Map.of());
    LakeTables.create(catalog, "taobao");
    table = catalog.loadTable(TableIdentifier.of("taobao", "behavior_1h"));
  }

  @Test
  void aNewRollupCoversNothing() {
    assertThat(RollupCommit.covered(table)).isEmpty();
  }

  @Test
  void theNewestCommitThatRolledUpSaysSo() {
    table.newAppend().appendFile(file()).set(RollupCommit.COVERED, "7").commit();
    table.newAppend().appendFile(file()).commit();
    assertThat(RollupCommit.covered(table)).hasValue(7);
  }

  @Test
  void thePropertyOutlivesTheSnapshots() {
    table.newAppend().appendFile(file()).commit();
    table.updateProperties().set(RollupCommit.COVERED, "8").commit();
    assertThat(RollupCommit.covered(table)).hasValue(8);
  }

  private static DataFile file() {
    return DataFiles.builder(LakeTables.BEHAVIOR_1H.spec())
        .withPath("/nowhere/" + UUID.randomUUID())
        .withFormat(FileFormat.PARQUET)
        .withPartitionPath("dt=2026-08-29")
        .withFileSizeInBytes(1)
        .withRecordCount(1)
        .build();
  }
}
