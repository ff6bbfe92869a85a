package io.tidelake.streaming.function;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads eight bytes at once, the first one lowest. */
final class LittleEndian {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int BYTE_MASK = 0xff;

  private LittleEndian() {}

  static long longAt(byte[] bytes, int from) {
    return (long) LONGS.get(bytes, from);
  }

  /**
   * The same of less than eight bytes, or of as many; none count as 0.
   *
   * @param length 0 to 8
   */
  static long longAt(byte[] bytes, int from, int length) {
    if (length == 0) {
      return 0;
    }
    if (bytes.length - from >= Long.BYTES) {
      // A text out of a record is seldom the last of its bytes: no loop over the length.
      return (long) LONGS.get(bytes, from) & -1L >>> Long.SIZE - Byte.SIZE * length;
    }
    long some = 0;
    for (int i = length - 1; i >= 0; i--) {
      some = some << Byte.SIZE | bytes[from + i] & BYTE_MASK;
    }
    return some;
  }
}
