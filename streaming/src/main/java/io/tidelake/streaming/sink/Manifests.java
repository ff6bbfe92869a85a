package io.tidelake.streaming.sink;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.GenericManifestFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestWriter;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;

/**
 * Lists data files in Iceberg manifests next to the table's own, which a commit then takes over as
 * they are: small in state, and readable by every later version.
 */
final class Manifests {

  private static final long NO_SNAPSHOT = 0;

  private final Map<String, Table> tables;
  private final String jobId;

  /**
   * @param tables by name
   */
  Manifests(Map<String, Table> tables, String jobId) {
    this.tables = tables;
    this.jobId = jobId;
  }

  /** Writes one manifest and returns it in Iceberg's encoding. */
  byte[] write(String tableName, long checkpoint, List<DataFile> files) throws IOException {
    Table table = tables.get(tableName);
    String name = "stream-%s-%d-%s.avro".formatted(jobId, checkpoint, UUID.randomUUID());
    String location = ((HasTableOperations) table).operations().metadataFileLocation(name);
    ManifestWriter<DataFile> writer =
        ManifestFiles.write(
            TableUtil.formatVersion(table), table.spec(), table.io().newOutputFile(location), null);
    try (writer) {
      files.forEach(writer::add);
    }
    // Iceberg gives a manifest its snapshot when it is committed, but encodes none without.
    return ManifestFiles.encode(
        GenericManifestFile.copyOf(writer.toManifestFile()).withSnapshotId(NO_SNAPSHOT).build());
  }

  /** The manifest as {@link #write} made it, ready to be appended. */
  static ManifestFile decode(byte[] manifest) throws IOException {
    return GenericManifestFile.copyOf(ManifestFiles.decode(manifest)).withSnapshotId(null).build();
  }
}
