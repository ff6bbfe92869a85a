package io.tidelake.e2e;

import io.tidelake.schema.table.LakeTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;

/** Writes tables of the lake by Iceberg's own means, where a test needs no stream. */
final class LakeWriter {

  private final Catalog catalog;
  private final Namespace namespace;

  LakeWriter(Catalog catalog, String namespace) {
    this.catalog = catalog;
    this.namespace = Namespace.of(namespace);
  }

  Table table(LakeTable table) {
    return catalog.loadTable(TableIdentifier.of(namespace, table.name()));
  }

  /** A row: columns that are not named are null. */
  static Record row(LakeTable table, Map<String, ?> values) {
    Record row = GenericRecord.create(table.schema());
    values.forEach(row::setField);
    return row;
  }

  /**
   * Adds rows in one commit, one file a partition.
   *
   * @param rows of {@link #row}; timestamps are {@code OffsetDateTime}, dates {@code LocalDate}
   * @param summary what the snapshot says of the commit
   * @return the id of the snapshot
   */
  long append(LakeTable table, List<Record> rows, Map<String, String> summary) throws IOException {
    Table target = table(table);
    AppendFiles append = target.newAppend();
    for (DataFile file : write(target, rows)) {
      append.appendFile(file);
    }
    summary.forEach(append::set);
    append.commit();
    return target.currentSnapshot().snapshotId();
  }

  long append(LakeTable table, List<Record> rows) throws IOException {
    return append(table, rows, Map.of());
  }

  /** Writes rows to files that no commit names yet. */
  List<DataFile> write(Table target, List<Record> rows) throws IOException {
    InternalRecordWrapper wrapper = new InternalRecordWrapper(target.schema().asStruct());
    PartitionKey key = new PartitionKey(target.spec(), target.schema());
    Map<PartitionKey, DataWriter<Record>> writers = new HashMap<>();
    for (Record row : rows) {
      key.partition(wrapper.wrap(row));
      DataWriter<Record> writer = writers.get(key);
      if (writer == null) {
        PartitionKey partition = key.copy();
        writer = writer(target, partition);
        writers.put(partition, writer);
      }
      writer.write(row);
    }
    List<DataFile> files = new ArrayList<>();
    for (DataWriter<Record> writer : writers.values()) {
      writer.close();
      files.add(writer.toDataFile());
    }
    return files;
  }

  private static DataWriter<Record> writer(Table target, PartitionKey partition)
      throws IOException {
    String name = UUID.randomUUID() + ".parquet";
    return Parquet.writeData(
            target
                .io()
                .newOutputFile(
                    target.locationProvider().newDataLocation(target.spec(), partition, name)))
        .schema(target.schema())
        .createWriterFunc(GenericParquetWriter::create)
        .withSpec(target.spec())
        .withPartition(partition)
        .build();
  }
}
