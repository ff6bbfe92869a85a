package io.tidelake.bench.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/** What lies in the object store of a table, beside what the table knows of. */
final class StoredFiles {

  private final Path store;

  /**
   * @param store the folder of the object store
   */
  StoredFiles(Path store) {
    this.store = store;
  }

  /** Where a file of the table lies. */
  Path local(String location) {
    return store.resolve(location.replaceFirst("^s3a?://", ""));
  }

  /** Bytes of every file by its path. */
  Map<Path, Long> of(Table table) throws IOException {
    Map<Path, Long> files = new HashMap<>();
    try (Stream<Path> found = Files.walk(local(table.location()))) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(file, Files.size(file));
      }
    }
    return files;
  }

  /** What the newest state of the table refers to, in any of its snapshots. */
  Set<Path> reachable(Table table) throws IOException {
    Set<String> locations = new HashSet<>();
    locations.addAll(ReachableFileUtil.metadataFileLocations(table, false));
    locations.addAll(ReachableFileUtil.manifestListLocations(table));
    locations.addAll(ReachableFileUtil.statisticsFilesLocations(table));
    Set<String> read = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        if (read.add(manifest.path())) {
          addFiles(table, manifest, locations);
        }
      }
    }
    locations.addAll(read);
    Set<Path> files = new HashSet<>();
    locations.forEach(location -> files.add(local(location)));
    return files;
  }

  private static void addFiles(Table table, ManifestFile manifest, Set<String> locations)
      throws IOException {
    try (CloseableIterable<String> paths = ManifestFiles.readPaths(manifest, table.io())) {
      paths.forEach(locations::add);
    }
  }

  /** Bytes of the newest metadata file. */
  long metadataBytes(Table table) throws IOException {
    return Files.size(local(((BaseTable) table).operations().current().metadataFileLocation()));
  }
}
