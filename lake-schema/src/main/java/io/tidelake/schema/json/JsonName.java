package io.tidelake.schema.json;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name of a field as most writers put it, in quotes and with its colon, to be compared eight
 * bytes at a time. See {@link JsonCursor#nextField(JsonName)}.
 */
public final class JsonName {

  /** Quotes and colon included. */
  static final int MAX_BYTES = 2 * Long.BYTES;

  /** Quotes and colon included. */
  final int length;

  final long first;
  final long firstMask;
  final long second;
  final long secondMask;

  /**
   * @param name of at most 13 bytes of UTF-8, without what must be escaped
   */
  public JsonName(String name) {
    byte[] token = ("\"" + name + "\":").getBytes(StandardCharsets.UTF_8);
    if (token.length > MAX_BYTES) {
      throw new IllegalArgumentException(name + " is too long: compare it as text");
    }
    length = token.length;
    ByteBuffer bytes =
        ByteBuffer.wrap(Arrays.copyOf(token, MAX_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    first = bytes.getLong();
    second = bytes.getLong();
    firstMask = mask(Math.min(length, Long.BYTES));
    secondMask = mask(length - Math.min(length, Long.BYTES));
  }

  private static long mask(int bytes) {
    return bytes == 0 ? 0 : -1L >>> Long.SIZE - Byte.SIZE * bytes;
  }
}
