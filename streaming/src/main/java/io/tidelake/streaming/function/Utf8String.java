package io.tidelake.streaming.function;

import io.tidelake.schema.json.Utf8Slice;
import java.util.Arrays;
import org.apache.flink.table.data.StringData;

/**
 * A string column as the bytes that stand in the record: the Parquet writer asks for bytes, so no
 * String is made. As short-lived as the slice behind it.
 */
final class Utf8String implements StringData {

  private static final byte[] EMPTY = {};

  private Utf8Slice slice = new Utf8Slice();

  /** Points at a slice; nothing is copied. */
  Utf8String at(Utf8Slice slice) {
    this.slice = slice;
    return this;
  }

  @Override
  public byte[] toBytes() {
    return slice.isEmpty() ? EMPTY : slice.toBytes();
  }

  @Override
  public String toString() {
    return slice.toString();
  }

  @Override
  public int compareTo(StringData other) {
    return Arrays.compareUnsigned(toBytes(), other.toBytes());
  }
}
