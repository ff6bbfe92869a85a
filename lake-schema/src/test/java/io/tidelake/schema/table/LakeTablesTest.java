package io.tidelake.schema.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LakeTablesTest {

  private final InMemoryCatalog catalog = new InMemoryCatalog();

  @BeforeEach
  void openCatalog() {
    catalog.initialize("lake", Map.of());
  }

  @Test
  void createsEveryTableOnceAndLeavesItAlone() {
    LakeTables.create(catalog, "taobao");
    Table raw = load("raw_events");
    raw.updateProperties().set("owner", "analyst").commit();
    LakeTables.create(catalog, "taobao");

    assertThat(catalog.listTables(Namespace.of("taobao")))
        .extracting(TableIdentifier::name)
        .containsExactlyInAnyOrder(
            "raw_events",
            "behavior_1m",
            "quarantine",
            "behavior_1h",
            "behavior_1d",
            "visitors_1h",
            "hot_items_1h",
            "maintenance_runs",
            "audit_log");
    assertThat(load("raw_events").uuid()).isEqualTo(raw.uuid());
    assertThat(load("raw_events").properties()).containsEntry("owner", "analyst");
  }

  @Test
  void everyTableIsV2PartitionedByDateWithACommentOnEveryColumn() {
    LakeTables.create(catalog, "taobao");
    for (LakeTable wanted : LakeTables.ALL) {
      BaseTable table = (BaseTable) load(wanted.name());
      assertThat(table.operations().current().formatVersion()).isEqualTo(2);
      assertThat(table.spec().fields())
          .singleElement()
          .satisfies(
              field -> {
                assertThat(table.schema().findColumnName(field.sourceId())).isEqualTo("dt");
                assertThat(field.transform())
                    .hasToString(wanted == LakeTables.BEHAVIOR_1D ? "month" : "identity");
              });
      assertThat(table.properties())
          .containsEntry("write.parquet.compression-codec", "zstd")
          .containsEntry("write.metadata.delete-after-commit.enabled", "true")
          .containsKey("comment");
      assertThat(table.schema().columns())
          .allSatisfy(column -> assertThat(column.doc()).isNotBlank());
    }
  }

  @Test
  void aTableWithOtherColumnsIsRefusedByName() {
    catalog.createNamespace(Namespace.of("taobao"));
    catalog.createTable(
        TableIdentifier.of("taobao", "raw_events"),
        new org.apache.iceberg.Schema(
            Types.NestedField.required(1, "user_id", Types.LongType.get())));
    assertThatThrownBy(() -> LakeTables.create(catalog, "taobao"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("raw_events")
        .hasMessageContaining("user_id");
  }

  @Test
  void aTableOfAnOlderVersionGetsTheOptionalColumnsThatItLacks() {
    LakeTables.create(catalog, "taobao");
    load("quarantine").updateSchema().deleteColumn("replayed_at").commit();
    LakeTables.create(catalog, "taobao");
    assertThat(load("quarantine").schema().findField("replayed_at").isOptional()).isTrue();
    assertThat(load("quarantine").schema().findField("replayed_at").doc()).isNotBlank();
    assertThat(load("quarantine").schema().columns())
        .hasSameSizeAs(LakeTables.QUARANTINE.schema().columns());
  }

  private Table load(String name) {
    return catalog.loadTable(TableIdentifier.of("taobao", name));
  }
}
