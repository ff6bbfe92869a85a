package io.tidelake.streaming.sink;

import io.tidelake.schema.json.Utf8Slice;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;

/** A column of texts, without a smallest and a largest one. */
final class TextColumn extends DictionaryColumn {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /** Above the number of provinces, so that each has a place of its own. */
  private static final int KEYS = 64;

  private static final int NO_KEY = -1;

  private final int[] keys = new int[KEYS];
  private final int[] idsOfKeys = new int[KEYS];
  private long textBytes;

  TextColumn(ColumnDescriptor column, PageBytes page) {
    super(column, page);
  }

  @Override
  void begin(PageWriter pages) {
    super.begin(pages);
    Arrays.fill(keys, NO_KEY);
  }

  /** The bytes are those of the record, which is gone after this: they are copied. */
  void write(Utf8Slice text) throws IOException {
    if (withDictionary()) {
      int id = idOf(text);
      if (id != NONE) {
        textBytes += text.length();
        writeId(id);
        return;
      }
      leaveDictionary();
    }
    textBytes += text.length();
    plain().add(text);
    endPlain();
  }

  /**
   * As the other one, quicker.
   *
   * @param key stands for the text alone in this column; negative: none does
   */
  void write(int key, Utf8Slice text) throws IOException {
    if (key < 0 || !withDictionary()) {
      write(text);
      return;
    }
    int place = key & KEYS - 1;
    if (keys[place] != key) {
      int id = idOf(text);
      if (id == NONE) {
        write(text);
        return;
      }
      keys[place] = key;
      idsOfKeys[place] = id;
    }
    textBytes += text.length();
    writeId(idsOfKeys[place]);
  }

  private int idOf(Utf8Slice text) {
    byte[] bytes = text.array();
    int from = text.offset();
    int to = from + text.length();
    int hash = hash(bytes, from, to);
    int probe = 0;
    int slot = slot(hash, probe);
    for (int id = idAt(slot); id != NONE; id = idAt(slot)) {
      if (Arrays.equals(entries().array(), start(id) + Integer.BYTES, end(id), bytes, from, to)) {
        return id;
      }
      if (!mayProbe(++probe)) {
        return NONE;
      }
      slot = slot(hash, probe);
    }
    if (!takes(Integer.BYTES + text.length())) {
      return NONE;
    }
    entries().add(text);
    return addEntry(slot);
  }

  private static int hash(byte[] bytes, int from, int to) {
    long hash = to - from;
    int next = from;
    for (; next + Long.BYTES <= to; next += Long.BYTES) {
      hash = (hash ^ (long) LONG.get(bytes, next)) * SPREAD;
      hash ^= hash >>> Integer.SIZE;
    }
    long rest = 0;
    for (; next < to; next++) {
      rest = rest << Byte.SIZE | bytes[next] & 0xff;
    }
    hash = (hash ^ rest) * SPREAD;
    return (int) (hash >>> Integer.SIZE);
  }

  @Override
  int hashOf(int id) {
    return hash(entries().array(), start(id) + Integer.BYTES, end(id));
  }

  @Override
  Statistics<?> statistics(int values) {
    return Statistics.noopStats(type());
  }

  @Override
  long textBytes() {
    return textBytes;
  }

  @Override
  void clearPage() {
    super.clearPage();
    textBytes = 0;
  }
}
