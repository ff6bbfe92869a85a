package io.tidelake.streaming.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.streaming.FolderFileSystem;
import io.tidelake.streaming.function.LakePositions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.hadoop.HadoopCatalog;

/** A lake in a folder. */
final class TestTables {

  private TestTables() {}

  static Lake create(Path folder) {
    CatalogLoader catalog =
        CatalogLoader.hadoop(
            "test",
            FolderFileSystem.configuration(),
            Map.of("warehouse", folder.toUri().toString()));
    LakeTables.create((HadoopCatalog) catalog.loadCatalog(), LakeTables.NAMESPACE);
    return new Lake(catalog, LakeTables.NAMESPACE);
  }

  static LakePositions positions(Lake lake) {
    Lake.Connection tables = lake.connect();
    return new LakePositions(
        StreamCommit.positions(tables.load(LakeTables.RAW_EVENTS)),
        StreamCommit.positions(tables.load(LakeTables.BEHAVIOR_1M)),
        StreamCommit.positions(tables.load(LakeTables.QUARANTINE)));
  }

  /** A data file that nobody reads. */
  static DataFile file(LakeTable table, String name) {
    return DataFiles.builder(table.spec())
        .withPath("/nowhere/" + name)
        .withFormat(FileFormat.PARQUET)
        .withPartitionPath("dt=2026-08-29")
        .withFileSizeInBytes(1)
        .withRecordCount(1)
        .build();
  }

  /** The names of the data files of the table; a manifest that is listed twice is an error. */
  static List<String> files(Lake lake, LakeTable name) throws IOException {
    List<String> names = new ArrayList<>();
    Table table = lake.connect().load(name);
    try (var files = table.newScan().planFiles()) {
      files.forEach(
          file -> {
            String path = file.file().location();
            names.add(path.substring(path.lastIndexOf('/') + 1));
          });
    }
    // A scan reads it once until manifests are merged.
    if (table.currentSnapshot() != null) {
      assertThat(table.currentSnapshot().summary().get("total-data-files"))
          .isEqualTo(Integer.toString(names.size()));
    }
    return names;
  }

  /** How often the table was committed to. */
  static int commits(Lake lake, LakeTable table) {
    int commits = 0;
    for (var snapshot : lake.connect().load(table).snapshots()) {
      commits += snapshot.summary().containsKey(StreamCommit.POSITIONS) ? 1 : 0;
    }
    return commits;
  }

  /** Rewrites nothing, but leaves only a snapshot that the stream did not make. */
  static void expireEverySnapshotOfTheStream(Lake lake, LakeTable name) {
    Table table = lake.connect().load(name);
    table.newAppend().appendFile(file(name, "compacted")).commit();
    table.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();
  }
}
