package io.tidelake.streaming.maintenance.rows;

import io.tidelake.schema.table.LakeTable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Which columns of a table make rows belong together: all but the values that are added up. Keys
 * sort in the order of the columns.
 */
final class RowColumns {

  private static final int MICROSECONDS = 6;

  private final List<Types.NestedField> columns;
  private final int[] keys;
  private final int[] values;

  /**
   * @param valueNames the columns that are no part of the key
   */
  RowColumns(LakeTable table, Set<String> valueNames) {
    columns = table.schema().columns();
    List<Integer> keyPositions = new ArrayList<>();
    List<Integer> valuePositions = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      (valueNames.contains(columns.get(i).name()) ? valuePositions : keyPositions).add(i);
    }
    keys = keyPositions.stream().mapToInt(Integer::intValue).toArray();
    values = valuePositions.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The positions of the columns that are no part of the key. */
  int[] values() {
    return values;
  }

  /** A key that refers to the row's memory. */
  RowKey key(RowData row) {
    Object[] key = new Object[keys.length];
    for (int i = 0; i < keys.length; i++) {
      int position = keys[i];
      key[i] =
          switch (typeOf(position)) {
            case TIMESTAMP -> row.getTimestamp(position, MICROSECONDS);
            case INTEGER, DATE -> row.getInt(position);
            case STRING -> row.getString(position);
            default -> throw new IllegalStateException("no key: " + columns.get(position));
          };
    }
    return new RowKey(key);
  }

  /** The same key with memory of its own. */
  RowKey owned(RowKey key) {
    Object[] copy = key.values.clone();
    for (int i = 0; i < copy.length; i++) {
      if (copy[i] instanceof StringData text) {
        copy[i] = StringData.fromBytes(text.toBytes().clone());
      }
    }
    return new RowKey(copy);
  }

  /** The key for people, such as {@code window_start=2026-08-29T02:00:00Z action=2}. */
  String text(RowKey key) {
    StringJoiner text = new StringJoiner(" ");
    for (int i = 0; i < keys.length; i++) {
      Object value = key.values[i];
      Types.NestedField column = columns.get(keys[i]);
      text.add(
          column.name()
              + "="
              + switch (column.type().typeId()) {
                case TIMESTAMP -> ((TimestampData) value).toInstant();
                case DATE -> LocalDate.ofEpochDay((Integer) value);
                default -> value;
              });
    }
    return text.toString();
  }

  /** A row with the key's columns set and the others open. */
  GenericRowData row(RowKey key) {
    GenericRowData row = new GenericRowData(columns.size());
    for (int i = 0; i < keys.length; i++) {
      row.setField(keys[i], key.values[i]);
    }
    return row;
  }

  /** Of a timestamp as rows have it. */
  static TimestampData timestamp(long epochMillis) {
    return TimestampData.fromEpochMillis(epochMillis);
  }

  private Type.TypeID typeOf(int position) {
    return columns.get(position).type().typeId();
  }
}
