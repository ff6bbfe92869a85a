package io.tidelake.streaming.sink;

import java.io.IOException;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** A column of whole numbers of 32 or 64 bits. */
final class NumberColumn extends DictionaryColumn {

  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final boolean wide;
  private final int bytes;

  /** The value before and its id in the dictionary, or {@link #NONE}: many follow their like. */
  private long last;

  private int lastId;

  private long smallest;
  private long largest;

  NumberColumn(ColumnDescriptor column, PageBytes page) {
    super(column, page);
    wide = type().getPrimitiveTypeName() == PrimitiveTypeName.INT64;
    bytes = wide ? Long.BYTES : Integer.BYTES;
    clearPage();
  }

  @Override
  void begin(PageWriter pages) {
    super.begin(pages);
    lastId = NONE;
  }

  void write(long value) throws IOException {
    if (withDictionary()) {
      int id = value == last && lastId != NONE ? lastId : idOf(value);
      if (id != NONE) {
        last = value;
        lastId = id;
        count(value);
        writeId(id);
        return;
      }
      leaveDictionary();
    }
    count(value);
    add(plain(), value);
    endPlain();
  }

  private void count(long value) {
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
  }

  private void add(PageBytes target, long value) {
    if (wide) {
      target.addLong(value);
    } else {
      target.addInt((int) value);
    }
  }

  private int idOf(long value) throws IOException {
    int hash = hash(value);
    int probe = 0;
    int slot = slot(hash, probe);
    for (int id = idAt(slot); id != NONE; id = idAt(slot)) {
      if (entry(id) == value) {
        return id;
      }
      if (!mayProbe(++probe)) {
        return NONE;
      }
      slot = slot(hash, probe);
    }
    if (!takes(bytes)) {
      return NONE;
    }
    add(entries(), value);
    return addEntry(slot);
  }

  private long entry(int id) {
    return wide ? entries().longAt(id * Long.BYTES) : entries().intAt(id * Integer.BYTES);
  }

  private static int hash(long value) {
    return (int) (value * SPREAD >>> Integer.SIZE);
  }

  @Override
  int hashOf(int id) {
    return hash(entry(id));
  }

  @Override
  Statistics<?> statistics(int values) {
    Statistics<?> statistics = Statistics.createStats(type());
    if (values > 0) {
      if (wide) {
        statistics.updateStats(smallest);
        statistics.updateStats(largest);
      } else {
        statistics.updateStats((int) smallest);
        statistics.updateStats((int) largest);
      }
    }
    return statistics;
  }

  @Override
  void clearPage() {
    super.clearPage();
    smallest = Long.MAX_VALUE;
    largest = Long.MIN_VALUE;
  }
}
