package io.tidelake.schema.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.types.Types;

/**
 * The tables of the lake, defined here and nowhere else, and the one step that creates them.
 *
 * <p>All are format v2, Parquet with zstd, partitioned by the business date {@code dt} or its
 * month.
 *
 * <p>The stream writes {@code raw_events}, {@code behavior_1m} and {@code quarantine}; the batch
 * side keeps the rest. A rollup says of itself what it covers ({@link RollupCommit}).
 */
public final class LakeTables {

  /** The default namespace (Trino: schema). */
  public static final String NAMESPACE = "taobao";

  /**
   * One row an accepted event. {@code kafka_partition} and {@code kafka_offset} make loss and
   * duplication auditable: {@code count(*) = count(distinct (kafka_partition, kafka_offset))}.
   */
  public static final LakeTable RAW_EVENTS =
      table(
          "raw_events",
          "One row an accepted event",
          required(1, "user_id", Types.StringType.get(), "User, never empty"),
          required(2, "item_id", Types.StringType.get(), "Item, never empty"),
          required(3, "cat_id", Types.StringType.get(), "Category; empty: unknown"),
          required(4, "merchant_id", Types.StringType.get(), "Merchant; empty: unknown"),
          required(5, "brand_id", Types.StringType.get(), "Brand; empty: unknown"),
          optional(
              6,
              "month",
              Types.IntegerType.get(),
              "Month as sent; null: none sent, or no whole number"),
          optional(
              7,
              "day",
              Types.IntegerType.get(),
              "Day of the month as sent; null: none sent, or no whole number"),
          required(8, "action", Types.IntegerType.get(), Comments.ACTION),
          required(9, "age_range", Types.IntegerType.get(), Comments.AGE_RANGE),
          required(10, "gender", Types.IntegerType.get(), Comments.GENDER),
          required(11, "province", Types.StringType.get(), Comments.PROVINCE),
          optional(12, "event_id", Types.StringType.get(), "Id given by the sender"),
          required(13, "event_time", Types.TimestampType.withZone(), "When it happened"),
          required(14, "ingest_time", Types.TimestampType.withZone(), Comments.INGEST_TIME),
          required(
              15,
              "time_source",
              Types.StringType.get(),
              "What event_time derives from: event_time, month_day or record"),
          required(
              16,
              "is_late",
              Types.BooleanType.get(),
              "delay_ms is above the allowed lateness (default 5 minutes)"),
          required(
              17,
              "delay_ms",
              Types.LongType.get(),
              "ingest_time - event_time in milliseconds; negative: dated in the future"),
          optional(18, "kafka_partition", Types.IntegerType.get(), Comments.KAFKA_PARTITION),
          optional(19, "kafka_offset", Types.LongType.get(), Comments.KAFKA_OFFSET),
          optional(20, "source_file", Types.StringType.get(), Comments.SOURCE_FILE),
          optional(21, "source_line", Types.LongType.get(), Comments.SOURCE_LINE),
          required(22, "dt", Types.DateType.get(), Comments.DT));

  /**
   * Events by minute and cell. Rows are additive deltas: the count of a cell is the sum of its
   * rows, and a late event is one more delta.
   */
  public static final LakeTable BEHAVIOR_1M =
      table(
          "behavior_1m",
          "Events by minute of event time and cell; additive deltas: sum the rows of a cell",
          required(
              1,
              "window_start",
              Types.TimestampType.withZone(),
              "Start of the one-minute window of event time"),
          required(2, "action", Types.IntegerType.get(), Comments.ACTION),
          required(3, "age_range", Types.IntegerType.get(), Comments.AGE_RANGE),
          required(4, "gender", Types.IntegerType.get(), Comments.GENDER),
          required(5, "province", Types.StringType.get(), Comments.PROVINCE),
          required(6, "events", Types.LongType.get(), "Events to add to the cell, late ones too"),
          required(7, "late_events", Types.LongType.get(), "Those of events that came late"),
          required(8, "dt", Types.DateType.get(), "Business date of window_start"));

  /** One row a rejected record, with its bytes as they were. */
  public static final LakeTable QUARANTINE =
      table(
          "quarantine",
          "One row a record that is no event, with its bytes as they were",
          required(1, "reason", Types.StringType.get(), "Why, one of a closed list"),
          required(2, "detail", Types.StringType.get(), "Field, value and what would be accepted"),
          optional(3, "value", Types.BinaryType.get(), "The value as it was; null: none"),
          optional(4, "record_key", Types.BinaryType.get(), "The key as it was; null: none"),
          optional(5, "kafka_partition", Types.IntegerType.get(), Comments.KAFKA_PARTITION),
          optional(6, "kafka_offset", Types.LongType.get(), Comments.KAFKA_OFFSET),
          optional(7, "source_file", Types.StringType.get(), Comments.SOURCE_FILE),
          optional(8, "source_line", Types.LongType.get(), Comments.SOURCE_LINE),
          required(9, "ingest_time", Types.TimestampType.withZone(), Comments.INGEST_TIME),
          required(10, "dt", Types.DateType.get(), "Business date of ingest_time"),
          optional(
              11,
              "replayed_at",
              Types.TimestampType.withZone(),
              "When the record was sent again; null: it was not"));

  /**
   * {@link #BEHAVIOR_1M} by hour. Rows are additive deltas too; one may be negative, when rows of
   * the source were replaced or deleted, so a cell may sum to zero until compaction drops it.
   */
  public static final LakeTable BEHAVIOR_1H =
      rollup(
          "behavior_1h",
          "Events by hour of event time and cell; additive deltas: sum the rows of a cell",
          required(1, "hour_start", Types.TimestampType.withZone(), Comments.HOUR_START),
          required(2, "action", Types.IntegerType.get(), Comments.ACTION),
          required(3, "age_range", Types.IntegerType.get(), Comments.AGE_RANGE),
          required(4, "gender", Types.IntegerType.get(), Comments.GENDER),
          required(5, "province", Types.StringType.get(), Comments.PROVINCE),
          required(6, "events", Types.LongType.get(), Comments.EVENTS_DELTA),
          required(7, "late_events", Types.LongType.get(), Comments.LATE_DELTA),
          required(8, "dt", Types.DateType.get(), "Business date of hour_start"));

  /**
   * {@link #BEHAVIOR_1M} by business date, additive as {@link #BEHAVIOR_1H}. Partitioned by month:
   * a day is some thousand rows, and a quarter is then read from four files instead of ninety.
   */
  public static final LakeTable BEHAVIOR_1D =
      monthlyRollup(
          "behavior_1d",
          "Events by business date and cell; additive deltas: sum the rows of a cell",
          required(1, "dt", Types.DateType.get(), Comments.DT),
          required(2, "action", Types.IntegerType.get(), Comments.ACTION),
          required(3, "age_range", Types.IntegerType.get(), Comments.AGE_RANGE),
          required(4, "gender", Types.IntegerType.get(), Comments.GENDER),
          required(5, "province", Types.StringType.get(), Comments.PROVINCE),
          required(6, "events", Types.LongType.get(), Comments.EVENTS_DELTA),
          required(7, "late_events", Types.LongType.get(), Comments.LATE_DELTA));

  /**
   * Who came, by hour and value of one dimension, out of {@link #RAW_EVENTS}. A value may have
   * several rows, each of a part of the events: merge their sketches.
   */
  public static final LakeTable VISITORS_1H =
      rollup(
          "visitors_1h",
          "Sketches of the users by hour and value of a dimension; merge(cast(sketch as"
              + " hyperloglog))",
          required(1, "hour_start", Types.TimestampType.withZone(), Comments.HOUR_START),
          required(
              2, "dimension", Types.StringType.get(), "all, action, age_range, gender or province"),
          required(
              3, "value", Types.StringType.get(), "Value of the dimension as text; empty for all"),
          required(
              4,
              "sketch",
              Types.BinaryType.get(),
              "HyperLogLog of user_id, 4096 buckets, as Trino's approx_set makes it"),
          required(5, "dt", Types.DateType.get(), "Business date of hour_start"));

  /**
   * Events of every item, category and brand by hour and action, out of {@link #RAW_EVENTS}:
   * complete, so that the top of any range of hours is exact. Additive as {@link #BEHAVIOR_1H}.
   */
  public static final LakeTable HOT_ITEMS_1H =
      rollup(
          "hot_items_1h",
          "Events by hour, item, category or brand, and action; additive deltas: sum the rows",
          required(1, "hour_start", Types.TimestampType.withZone(), Comments.HOUR_START),
          required(2, "kind", Types.StringType.get(), "What id is: item, category or brand"),
          required(3, "id", Types.StringType.get(), "Id of the item, category or brand, not empty"),
          required(4, "action", Types.IntegerType.get(), Comments.ACTION),
          required(5, "events", Types.LongType.get(), Comments.EVENTS_DELTA),
          required(6, "dt", Types.DateType.get(), "Business date of hour_start"));

  /** One row an operation of maintenance that had something to do. */
  public static final LakeTable MAINTENANCE_RUNS =
      table(
          "maintenance_runs",
          "One row an operation of maintenance that had something to do",
          required(1, "run_id", Types.StringType.get(), "Operations of one run share it"),
          required(2, "table_name", Types.StringType.get(), "The table worked on"),
          required(
              3,
              "operation",
              Types.StringType.get(),
              "retention, rollup, compaction, manifests, expiry or orphans"),
          required(4, "started_at", Types.TimestampType.withZone(), "When it began"),
          required(5, "duration_ms", Types.LongType.get(), "How long it took in milliseconds"),
          required(6, "outcome", Types.StringType.get(), "done, conflict or failed"),
          required(7, "reason", Types.StringType.get(), "Why it was done, or why it failed"),
          optional(8, "files_before", Types.LongType.get(), "Data files of the table before"),
          optional(9, "files_after", Types.LongType.get(), "Data files of the table afterwards"),
          optional(10, "bytes_before", Types.LongType.get(), "Bytes of data files before"),
          optional(11, "bytes_after", Types.LongType.get(), "Bytes of data files afterwards"),
          optional(12, "snapshots_before", Types.LongType.get(), "Snapshots before"),
          optional(13, "snapshots_after", Types.LongType.get(), "Snapshots afterwards"),
          optional(14, "manifests_before", Types.LongType.get(), "Manifests before"),
          optional(15, "manifests_after", Types.LongType.get(), "Manifests afterwards"),
          optional(16, "deleted_files", Types.LongType.get(), "Files taken off the object store"),
          optional(17, "snapshot_id", Types.LongType.get(), "The snapshot that it made, if one"),
          required(18, "dt", Types.DateType.get(), "Date of started_at in UTC"));

  /** One row a call of the REST API. */
  public static final LakeTable AUDIT_LOG =
      table(
          "audit_log",
          "One row a call of the REST API; by id it is one, also if it was written twice",
          required(1, "id", Types.StringType.get(), "Unique id of the call"),
          required(2, "called_at", Types.TimestampType.withZone(), "When it came"),
          required(3, "caller", Types.StringType.get(), "User of the token, or anonymous"),
          required(4, "role", Types.StringType.get(), "viewer, analyst or admin"),
          required(5, "address", Types.StringType.get(), "Address of the client"),
          required(6, "method", Types.StringType.get(), "HTTP method"),
          required(7, "path", Types.StringType.get(), "Path without the query string"),
          required(
              8,
              "parameters",
              Types.StringType.get(),
              "Parameters of the query string as a JSON object, shortened, without secrets"),
          required(9, "status", Types.IntegerType.get(), "HTTP status of the answer"),
          required(10, "code", Types.IntegerType.get(), "Code of the envelope; 0: done"),
          optional(11, "row_count", Types.LongType.get(), "Rows given; null: not counted"),
          optional(12, "byte_count", Types.LongType.get(), "Bytes given; null: not counted"),
          optional(13, "snapshot_id", Types.LongType.get(), "Snapshot read; null: none"),
          required(14, "duration_ms", Types.LongType.get(), "How long it took in milliseconds"),
          required(15, "request_id", Types.StringType.get(), "As in the answer and in the log"),
          required(16, "dt", Types.DateType.get(), "Business date of called_at"));

  /** The tables that the streaming job writes. */
  public static final List<LakeTable> OF_STREAM = List.of(RAW_EVENTS, BEHAVIOR_1M, QUARANTINE);

  /** Every table, in the order in which they are created. */
  public static final List<LakeTable> ALL =
      List.of(
          RAW_EVENTS,
          BEHAVIOR_1M,
          QUARANTINE,
          BEHAVIOR_1H,
          BEHAVIOR_1D,
          VISITORS_1H,
          HOT_ITEMS_1H,
          MAINTENANCE_RUNS,
          AUDIT_LOG);

  private static final int MAX_ATTEMPTS = 10;

  private LakeTables() {}

  /**
   * Creates the namespace and what is missing of the tables, and adds optional columns that an
   * older version did not have. May run many times, from several places at once; changes nothing
   * else of a table that exists.
   *
   * @throws IllegalStateException if a table exists with other columns; names table and difference
   */
  public static <C extends Catalog & SupportsNamespaces> void create(C catalog, String namespace) {
    Namespace space = Namespace.of(namespace);
    if (!catalog.namespaceExists(space)) {
      try {
        catalog.createNamespace(space);
      } catch (AlreadyExistsException createdMeanwhile) {
        // As wanted.
      }
    }
    for (LakeTable table : ALL) {
      Table found = loadOrCreate(catalog, TableIdentifier.of(space, table.name()), table);
      requireSameColumns(table, found);
      addOptionalColumns(table, found);
    }
  }

  /** One request for a table that exists, as nearly always. */
  private static Table loadOrCreate(Catalog catalog, TableIdentifier identifier, LakeTable table) {
    try {
      return catalog.loadTable(identifier);
    } catch (NoSuchTableException missing) {
      try {
        return catalog
            .buildTable(identifier, table.schema())
            .withPartitionSpec(table.spec())
            // The REST client asks the map for a null key, which an immutable one refuses.
            .withProperties(new HashMap<>(table.properties()))
            .create();
      } catch (AlreadyExistsException createdMeanwhile) {
        return catalog.loadTable(identifier);
      }
    }
  }

  private static void addOptionalColumns(LakeTable wanted, Table found) {
    for (int attempt = 1; ; attempt++) {
      UpdateSchema update = found.updateSchema();
      boolean missing = false;
      for (Types.NestedField column : wanted.schema().columns()) {
        if (found.schema().findField(column.name()) == null) {
          update.addColumn(column.name(), column.type(), column.doc());
          missing = true;
        }
      }
      if (!missing) {
        return;
      }
      try {
        update.commit();
        return;
      } catch (CommitFailedException changedMeanwhile) {
        if (attempt == MAX_ATTEMPTS) {
          throw changedMeanwhile;
        }
        found.refresh();
      }
    }
  }

  private static void requireSameColumns(LakeTable wanted, Table found) {
    for (Types.NestedField column : wanted.schema().columns()) {
      Types.NestedField actual = found.schema().findField(column.name());
      if (actual == null && column.isOptional()) {
        continue;
      }
      if (actual == null || !actual.type().equals(column.type())) {
        throw new IllegalStateException(
            "Table %s has column %s as %s, but this version writes %s: add or change the column (ALTER TABLE), or use another namespace"
                .formatted(
                    found.name(),
                    column.name(),
                    actual == null ? "missing" : actual.type(),
                    column.type()));
      }
    }
  }

  private static LakeTable table(String name, String comment, Types.NestedField... columns) {
    return dailyTable(name, comment, MaintenancePolicy.OF_EVENTS, columns);
  }

  private static LakeTable rollup(String name, String comment, Types.NestedField... columns) {
    return dailyTable(name, comment, MaintenancePolicy.OF_ROLLUP, columns);
  }

  private static LakeTable dailyTable(
      String name, String comment, MaintenancePolicy maintenance, Types.NestedField... columns) {
    Schema schema = new Schema(columns);
    PartitionSpec spec = PartitionSpec.builderFor(schema).identity("dt").build();
    return table(name, comment, schema, spec, maintenance);
  }

  private static LakeTable monthlyRollup(
      String name, String comment, Types.NestedField... columns) {
    Schema schema = new Schema(columns);
    PartitionSpec spec = PartitionSpec.builderFor(schema).month("dt").build();
    return table(name, comment, schema, spec, MaintenancePolicy.OF_ROLLUP);
  }

  private static LakeTable table(
      String name,
      String comment,
      Schema schema,
      PartitionSpec spec,
      MaintenancePolicy maintenance) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("comment", comment);
    properties.put("format-version", "2");
    properties.put("write.format.default", "parquet");
    properties.put("write.parquet.compression-codec", "zstd");
    // Commits name the dates they change as long as those are few: so whoever reads a rollup knows
    // which dates it still counts right, without reading anything else.
    properties.put("write.summary.partition-limit", "16");
    // A commit every few seconds: without this the metadata folder grows for ever.
    properties.put("write.metadata.delete-after-commit.enabled", "true");
    properties.put("write.metadata.previous-versions-max", "20");
    // A commit that lost against another is tried again soon: Iceberg would wait up to a minute,
    // doubling each time, while the stream's commits come every five seconds.
    properties.put("commit.retry.num-retries", "10");
    properties.put("commit.retry.max-wait-ms", "5000");
    return new LakeTable(name, schema, spec, Map.copyOf(properties), maintenance);
  }

  private static final class Comments {
    static final String ACTION = "0 click, 1 cart, 2 buy, 3 favourite";
    static final String AGE_RANGE =
        "0 unknown, 1 <18, 2 18-24, 3 25-29, 4 30-34, 5 35-39, 6 40-49, 7 >=50";
    static final String GENDER = "0 female, 1 male, 2 unknown";
    static final String PROVINCE = "Province without 省, 市 or 自治区; 未知: unknown";
    static final String INGEST_TIME =
        "Timestamp of the Kafka record; of a backfill, when it counts as received";
    static final String KAFKA_PARTITION = "Partition of the record; null: came by backfill";
    static final String KAFKA_OFFSET = "Offset of the record; null: came by backfill";
    static final String SOURCE_FILE = "Digest of the backfilled file; null: came by Kafka";
    static final String SOURCE_LINE = "Line in the backfilled file; null: came by Kafka";
    static final String HOUR_START = "Start of the hour of event time, in business time";
    static final String EVENTS_DELTA =
        "Events to add, late ones too; negative: rows of the source were replaced or deleted";
    static final String LATE_DELTA = "Those of events that came late";
    static final String DT = "Business date of event_time";

    private Comments() {}
  }
}
