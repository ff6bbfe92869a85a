package io.tidelake.flink;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.sink.RowDataTaskWriterFactory;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from Kafka and the catalog and writes a table in memory, in the way a task of the live job
 * does. Changes nothing outside of the process.
 *
 * @param kafka bootstrap servers
 * @param topic of events
 * @param catalog URI of the REST catalog
 * @param objectStore endpoint of S3
 * @param table whose rows are imitated
 */
record WarmUp(String kafka, String topic, String catalog, String objectStore, String table) {

  /** Prefix of the system properties. */
  private static final String PREFIX = "tidelake.warm-up.";

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** Enough for the compiler to have met what writes a row. */
  private static final int ROWS = 20_000;

  private static final int RECORDS = 1_000;

  static WarmUp fromSystemProperties() {
    return new WarmUp(
        property("kafka"),
        property("topic"),
        property("catalog"),
        property("object-store"),
        property("table"));
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(PREFIX + name), PREFIX + name);
  }

  /** Returns false if it came too early: there is no table to imitate. */
  boolean run() {
    long start = System.nanoTime();
    try (RESTCatalog lake = new RESTCatalog()) {
      lake.initialize("warm-up", catalogProperties());
      Table real = lake.loadTable(TableIdentifier.parse(table));
      readRecords();
      write(real);
      // The client of the object store, without leaving anything there.
      real.io().newInputFile(real.location() + "/warm-up").exists();
      LOG.info("Warm after {} ms", Duration.ofNanos(System.nanoTime() - start).toMillis());
      return true;
    } catch (Exception | LinkageError e) {
      LOG.info("Not warmed up: {}", e.toString());
      return false;
    }
  }

  private void readRecords() {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", kafka, "default.api.timeout.ms", 5_000);
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      consumer.assign(List.of(partition));
      consumer.seek(partition, Math.max(0, end - RECORDS));
      consumer.poll(Duration.ofSeconds(1));
    }
  }

  private Map<String, String> catalogProperties() {
    return Map.of(
        "uri",
        catalog,
        "io-impl",
        "org.apache.iceberg.aws.s3.S3FileIO",
        "client.region",
        "us-east-1",
        "s3.endpoint",
        objectStore,
        "s3.path-style-access",
        "true");
  }

  /** Writes and commits rows like those of a table to one in memory. */
  static Table write(Table like) throws IOException {
    InMemoryCatalog memory = new InMemoryCatalog();
    memory.initialize("warm-up", Map.of());
    memory.createNamespace(Namespace.of("memory"));
    Table copy =
        memory
            .buildTable(TableIdentifier.of("memory", "rows"), like.schema())
            .withPartitionSpec(like.spec())
            .withProperties(like.properties())
            .create();
    RowType type = FlinkSchemaUtil.convert(copy.schema());
    var writers =
        new RowDataTaskWriterFactory(
            copy, type, Long.MAX_VALUE, FileFormat.PARQUET, copy.properties(), null, false);
    writers.initialize(0, 0);
    AppendFiles append = copy.newAppend();
    try (var writer = writers.create()) {
      for (int i = 0; i < ROWS; i++) {
        writer.write(row(type, i));
      }
      for (DataFile file : writer.complete().dataFiles()) {
        append.appendFile(file);
      }
    }
    append.commit();
    return copy;
  }

  private static GenericRowData row(RowType type, int number) {
    GenericRowData row = new GenericRowData(type.getFieldCount());
    for (int i = 0; i < type.getFieldCount(); i++) {
      row.setField(i, value(type.getTypeAt(i), number));
    }
    return row;
  }

  private static Object value(LogicalType type, int number) {
    return switch (type.getTypeRoot()) {
      case VARCHAR, CHAR -> StringData.fromString("v" + number);
      case BOOLEAN -> number % 2 == 0;
      case BIGINT -> (long) number;
      // One partition.
      case DATE -> 0;
      case INTEGER -> number;
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_WITHOUT_TIME_ZONE ->
          TimestampData.fromEpochMillis(number);
      case VARBINARY, BINARY -> new byte[] {(byte) number};
      default -> throw new IllegalArgumentException("no value for " + type);
    };
  }
}
