package io.tidelake.streaming.maintenance.rows;

import io.tidelake.schema.table.LakeTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

/** Adds up counts by cell. Cells whose counts are all zero are dropped. */
public final class Sums implements Accumulator {

  private final RowColumns columns;
  private final Map<RowKey, long[]> cells = new HashMap<>();
  private int from;
  private int to = 1;
  private int slices = 1;

  /**
   * @param counts the columns to add up, of type long
   */
  public Sums(LakeTable table, Set<String> counts) {
    columns = new RowColumns(table, counts);
  }

  @Override
  public void add(RowData row) {
    add(row, 1);
  }

  /**
   * @param sign 1, or -1 for a row that was deleted
   */
  public void add(RowData row, int sign) {
    RowKey key = columns.key(row);
    if (!key.isIn(from, to, slices)) {
      return;
    }
    long[] counts = cells.get(key);
    int[] positions = columns.values();
    if (counts == null) {
      counts = new long[positions.length];
      cells.put(columns.owned(key), counts);
    }
    for (int i = 0; i < positions.length; i++) {
      counts[i] += sign * row.getLong(positions[i]);
    }
  }

  @Override
  public void only(int newFrom, int newTo, int newSlices) {
    from = newFrom;
    to = newTo;
    slices = newSlices;
  }

  @Override
  public long differing(Accumulator other, Consumer<String> found) {
    Map<RowKey, long[]> others = ((Sums) other).cells;
    long[] nothing = new long[columns.values().length];
    long differing = 0;
    for (Map.Entry<RowKey, long[]> cell : cells.entrySet()) {
      long[] counts = others.getOrDefault(cell.getKey(), nothing);
      if (!Arrays.equals(cell.getValue(), counts)) {
        differing++;
        found.accept(text(cell.getKey(), cell.getValue(), counts));
      }
    }
    for (Map.Entry<RowKey, long[]> cell : others.entrySet()) {
      if (!cells.containsKey(cell.getKey()) && !Arrays.equals(cell.getValue(), nothing)) {
        differing++;
        found.accept(text(cell.getKey(), nothing, cell.getValue()));
      }
    }
    return differing;
  }

  private String text(RowKey cell, long[] counts, long[] others) {
    return "%s: %s instead of %s"
        .formatted(columns.text(cell), Arrays.toString(counts), Arrays.toString(others));
  }

  @Override
  public int size() {
    return cells.size();
  }

  @Override
  public void drain(RowWriter writer) throws IOException {
    int[] positions = columns.values();
    List<Map.Entry<RowKey, long[]>> sorted = new ArrayList<>(cells.entrySet());
    sorted.sort(Map.Entry.comparingByKey());
    for (Map.Entry<RowKey, long[]> cell : sorted) {
      long[] counts = cell.getValue();
      GenericRowData row = columns.row(cell.getKey());
      boolean anything = false;
      for (int i = 0; i < positions.length; i++) {
        row.setField(positions[i], counts[i]);
        anything |= counts[i] != 0;
      }
      if (anything) {
        writer.write(row);
      }
    }
    cells.clear();
  }
}
