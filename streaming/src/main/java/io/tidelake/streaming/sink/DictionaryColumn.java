package io.tidelake.streaming.sink;

import java.io.IOException;
import java.util.Arrays;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DictionaryPage;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageWriter;

/**
 * A column whose values are ids of a dictionary as long as that is small and saves bytes; plain
 * from there to the end of the row group.
 */
abstract class DictionaryColumn extends EventColumn {

  /** The id of a value that the dictionary does not have and does not take. */
  static final int NONE = -1;

  private static final int MAX_DICTIONARY_BYTES = 16 << 10;
  private static final int FIRST_SLOTS = 32;

  /** Values that meet in one place: more of them are no accident, and would cost at each look. */
  private static final int MAX_PROBES = 32;

  private static final int FIRST_IDS = 256;

  /** The values by id, plain, as they stand in the dictionary's page. */
  private final PageBytes entries = new PageBytes();

  /** Where they begin, and where the last one ends. */
  private int[] starts = new int[FIRST_SLOTS];

  private int size;

  /** Ids plus 1 by the hash of their value; 0: free. */
  private int[] slots = new int[FIRST_SLOTS];

  private boolean withDictionary;
  private boolean dictionaryInUse;
  private short[] ids = new short[FIRST_IDS];
  private int idCount;

  /** What the values would take without a dictionary. */
  private long plainBytes;

  private final PageBytes plain = new PageBytes();

  DictionaryColumn(ColumnDescriptor column, PageBytes page) {
    super(column, page);
  }

  @Override
  void begin(PageWriter pages) {
    super.begin(pages);
    withDictionary = true;
    dictionaryInUse = false;
    entries.clear();
    size = 0;
    Arrays.fill(slots, 0);
  }

  @Override
  void end() throws IOException {
    super.end();
    if (dictionaryInUse) {
      pages()
          .writeDictionaryPage(
              new DictionaryPage(entries.input(), size, Encoding.PLAIN_DICTIONARY));
    }
  }

  final boolean withDictionary() {
    return withDictionary;
  }

  final PageBytes entries() {
    return entries;
  }

  final int start(int id) {
    return starts[id];
  }

  final int end(int id) {
    return starts[id + 1];
  }

  /** Where values are added once there is no dictionary. */
  final PageBytes plain() {
    return plain;
  }

  /** Counts the row whose value was added to {@link #plain}. */
  final void endPlain() throws IOException {
    endValue();
    if (plain.size() >= MAX_BYTES) {
      endPage();
    }
  }

  final void writeId(int id) throws IOException {
    if (idCount == ids.length) {
      ids = Arrays.copyOf(ids, Math.min(2 * idCount, MAX_ROWS + HybridRuns.GROUP));
    }
    ids[idCount++] = (short) id;
    plainBytes += starts[id + 1] - starts[id];
    endValue();
  }

  /**
   * The slot to look at next.
   *
   * @param hash of the value, in all bits
   */
  final int slot(int hash, int probe) {
    return hash + probe & slots.length - 1;
  }

  /** The id in a slot, or {@link #NONE}. */
  final int idAt(int slot) {
    return slots[slot] - 1;
  }

  /** Whether the dictionary takes one value more, of so many bytes. */
  final boolean takes(int bytes) {
    return entries.size() + bytes <= MAX_DICTIONARY_BYTES;
  }

  static boolean mayProbe(int probes) {
    return probes < MAX_PROBES;
  }

  /** Counts in the value that was added to {@link #entries}. */
  final int addEntry(int slot) {
    int id = size++;
    if (size >= starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
    }
    starts[size] = entries.size();
    slots[slot] = size;
    if (2 * size > slots.length) {
      growSlots();
    }
    return id;
  }

  private void growSlots() {
    slots = new int[2 * slots.length];
    for (int id = 0; id < size; id++) {
      int hash = hashOf(id);
      int probe = 0;
      while (slots[slot(hash, probe)] != 0) {
        probe++;
      }
      slots[slot(hash, probe)] = id + 1;
    }
  }

  /** The hash of the value of an id. */
  abstract int hashOf(int id);

  /** Goes on without a dictionary. */
  final void leaveDictionary() throws IOException {
    if (dictionaryInUse || saves()) {
      endPage();
    }
    toPlain();
  }

  private boolean saves() {
    return entries.size() + (long) idCount * width() / Byte.SIZE < plainBytes;
  }

  /** Bits of an id. */
  private int width() {
    return Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
  }

  private void toPlain() {
    withDictionary = false;
    for (int i = 0; i < idCount; i++) {
      int id = ids[i];
      plain.add(entries.array(), starts[id], starts[id + 1] - starts[id]);
    }
    idCount = 0;
  }

  @Override
  final int pageBytes() {
    return idCount * Short.BYTES + plain.size();
  }

  @Override
  final Encoding encode(PageBytes page) {
    if (withDictionary && idCount > 0) {
      if (dictionaryInUse || saves()) {
        dictionaryInUse = true;
        page.addByte(width());
        padIds();
        HybridRuns.encode(ids, idCount, width(), page);
        return Encoding.PLAIN_DICTIONARY;
      }
      toPlain();
    }
    page.add(plain);
    return Encoding.PLAIN;
  }

  private void padIds() {
    int end = idCount + HybridRuns.GROUP;
    if (ids.length < end) {
      ids = Arrays.copyOf(ids, end);
    }
    Arrays.fill(ids, idCount, end, (short) 0);
  }

  @Override
  void clearPage() {
    plain.clear();
    idCount = 0;
    plainBytes = 0;
  }
}
