package io.tidelake.streaming.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.TestRecords;
import java.util.List;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Rows are written by position: these pin positions to the columns of the tables. */
class RowColumnsTest {

  @Test
  void aRejectedRecordKeepsKeyAndBytes() {
    DecodedRecord record =
        new RecordDecoder(EventRecords.ZONE, EventRecords.LATE_AFTER)
            .decode(TestRecords.utf8("k"), TestRecords.utf8("{"), 3, 42, EventRecords.NOON);
    RowData row = new QuarantineRows(EventRecords.ZONE, RowOrigin.TOPIC).of(record);
    List<String> columns =
        LakeTables.QUARANTINE.schema().columns().stream().map(Types.NestedField::name).toList();
    assertThat(row.getArity()).isEqualTo(columns.size());
    assertThat(row.getString(columns.indexOf("reason"))).hasToString("MALFORMED_JSON");
    assertThat(row.getString(columns.indexOf("detail")).toString()).isNotBlank();
    assertThat(row.getBinary(columns.indexOf("value"))).isEqualTo(TestRecords.utf8("{"));
    assertThat(row.getBinary(columns.indexOf("record_key"))).isEqualTo(TestRecords.utf8("k"));
    assertThat(row.getInt(columns.indexOf("kafka_partition"))).isEqualTo(3);
    assertThat(row.getLong(columns.indexOf("kafka_offset"))).isEqualTo(42);
    assertThat(row.isNullAt(columns.indexOf("source_file"))).isTrue();
    assertThat(row.isNullAt(columns.indexOf("source_line"))).isTrue();
    assertThat(row.getTimestamp(columns.indexOf("ingest_time"), 6))
        .isEqualTo(TimestampData.fromEpochMillis(EventRecords.NOON));
  }
}
