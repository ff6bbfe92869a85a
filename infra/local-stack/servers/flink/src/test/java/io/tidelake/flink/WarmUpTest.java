package io.tidelake.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class WarmUpTest {

  @Test
  void rowsLikeThoseOfATableAreWrittenElsewhere() throws Exception {
    Schema schema =
        new Schema(
            Types.NestedField.required(1, "user", Types.StringType.get()),
            Types.NestedField.required(2, "action", Types.IntegerType.get()),
            Types.NestedField.required(3, "late", Types.BooleanType.get()),
            Types.NestedField.required(4, "delay", Types.LongType.get()),
            Types.NestedField.required(5, "time", Types.TimestampType.withZone()),
            Types.NestedField.optional(6, "bytes", Types.BinaryType.get()),
            Types.NestedField.required(7, "dt", Types.DateType.get()));
    InMemoryCatalog catalog = new InMemoryCatalog();
    catalog.initialize("real", Map.of());
    catalog.createNamespace(Namespace.of("lake"));
    Table real =
        catalog.createTable(
            TableIdentifier.of("lake", "events"),
            schema,
            PartitionSpec.builderFor(schema).identity("dt").build());

    Table copy = WarmUp.write(real);

    assertThat(copy.currentSnapshot().summary())
        .containsEntry("total-records", "20000")
        .containsEntry("total-data-files", "1");
    real.refresh();
    assertThat(real.currentSnapshot()).isNull();
  }
}
