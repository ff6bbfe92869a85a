package io.tidelake.schema.table;

import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;

/**
 * A table of the lake.
 *
 * @param name without the namespace
 * @param schema every column with its comment
 * @param spec partitioned by {@code dt} or its month
 * @param properties table properties at creation
 * @param maintenance how it is kept in shape, unless the table's properties say otherwise
 */
public record LakeTable(
    String name,
    Schema schema,
    PartitionSpec spec,
    Map<String, String> properties,
    MaintenancePolicy maintenance) {}
