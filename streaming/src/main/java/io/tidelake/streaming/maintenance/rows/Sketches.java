package io.tidelake.streaming.maintenance.rows;

import io.airlift.slice.Murmur3Hash128;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.airlift.stats.cardinality.HyperLogLog;
import io.tidelake.schema.table.LakeTable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.jspecify.annotations.Nullable;

/**
 * Merges HyperLogLog sketches. They are airlift's, with the buckets and the hash of Trino's {@code
 * approx_set}, so that Trino casts the bytes and merges them with sketches of its own.
 */
public final class Sketches implements Accumulator {

  /** Of Trino's {@code approx_set} without a second argument; standard error 1.625 %. */
  private static final int BUCKETS = 4096;

  /**
   * A dense sketch of nobody, which has what is merged with it take that form too: tag, bits of a
   * bucket's number, baseline, four bits a bucket, and the number of overflows.
   */
  private static final byte[] EMPTY_DENSE = new byte[3 + BUCKETS / 2 + Short.BYTES];

  static {
    EMPTY_DENSE[0] = 3;
    EMPTY_DENSE[1] = (byte) Integer.numberOfTrailingZeros(BUCKETS);
    // The library measures its objects, and prints what it cannot find out to where JSON belongs.
    PrintStream out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    try {
      HyperLogLog.newInstance(BUCKETS);
    } finally {
      System.setOut(out);
    }
  }

  private final RowColumns columns;
  private final int sketchPosition;
  private final Map<RowKey, HyperLogLog> sketches = new HashMap<>();
  private int from;
  private int to = 1;
  private int slices = 1;

  /**
   * @param sketchColumn of type binary
   */
  public Sketches(LakeTable table, String sketchColumn) {
    columns = new RowColumns(table, Set.of(sketchColumn));
    sketchPosition = columns.values()[0];
  }

  /** What {@link #add(RowData, long)} takes for a text. */
  public static long hash(StringData text) {
    return Murmur3Hash128.hash64(Slices.wrappedBuffer(text.toBytes()));
  }

  /** Adds one element to the sketch that the row's other columns name. */
  public void add(RowData row, long hash) {
    HyperLogLog sketch = sketch(row);
    if (sketch != null) {
      sketch.addHash(hash);
    }
  }

  @Override
  public void add(RowData row) {
    HyperLogLog sketch = sketch(row);
    if (sketch != null) {
      Slice bytes = Slices.wrappedBuffer(row.getBinary(sketchPosition));
      sketch.mergeWith(HyperLogLog.newInstance(bytes));
    }
  }

  private @Nullable HyperLogLog sketch(RowData row) {
    RowKey key = columns.key(row);
    if (!key.isIn(from, to, slices)) {
      return null;
    }
    HyperLogLog sketch = sketches.get(key);
    if (sketch == null) {
      sketch = HyperLogLog.newInstance(BUCKETS);
      sketches.put(columns.owned(key), sketch);
    }
    return sketch;
  }

  @Override
  public void only(int newFrom, int newTo, int newSlices) {
    from = newFrom;
    to = newTo;
    slices = newSlices;
  }

  @Override
  public long differing(Accumulator other, Consumer<String> found) {
    Map<RowKey, HyperLogLog> others = ((Sketches) other).sketches;
    Set<RowKey> keys = new HashSet<>(sketches.keySet());
    keys.addAll(others.keySet());
    long differing = 0;
    for (RowKey key : keys) {
      HyperLogLog one = sketches.get(key);
      HyperLogLog two = others.get(key);
      if (differ(one, two)) {
        differing++;
        found.accept(
            "%s: about %d instead of %d"
                .formatted(columns.text(key), cardinality(one), cardinality(two)));
      }
    }
    return differing;
  }

  private static long cardinality(@Nullable HyperLogLog sketch) {
    return sketch == null ? 0 : sketch.cardinality();
  }

  private static boolean differ(@Nullable HyperLogLog one, @Nullable HyperLogLog other) {
    return one == null || other == null
        ? cardinality(one) != cardinality(other)
        : !registers(one).equals(registers(other));
  }

  /**
   * The bytes of the dense form, the same for the same users. A sketch of some five hundred users
   * is sparse or dense as it came about, and is estimated differently in both forms.
   */
  private static Slice registers(HyperLogLog sketch) {
    HyperLogLog dense = HyperLogLog.newInstance(Slices.wrappedBuffer(EMPTY_DENSE.clone()));
    dense.mergeWith(sketch);
    return dense.serialize();
  }

  @Override
  public int size() {
    return sketches.size();
  }

  @Override
  public void drain(RowWriter writer) throws IOException {
    for (Map.Entry<RowKey, HyperLogLog> entry : new TreeMap<>(sketches).entrySet()) {
      GenericRowData row = columns.row(entry.getKey());
      row.setField(sketchPosition, entry.getValue().serialize().getBytes());
      writer.write(row);
    }
    sketches.clear();
  }
}
