package io.tidelake.bench.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * When a frame was due, microseconds since the epoch, written where frames bear the watermark, so
 * that it goes the whole way.
 */
final class Stamp {

  private static final String FIELD = "\"watermark\":";
  private static final byte[] MARK = FIELD.getBytes(UTF_8);
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1000;
  private static final int SHORT_LENGTH = 126;
  private static final int MAX_SHORT = 1 << 16;

  private Stamp() {}

  /** Microseconds since the epoch. */
  static long micros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * MICROS_PER_SECOND + now.getNano() / NANOS_PER_MICRO;
  }

  static String put(String frame, long due) {
    return frame.replaceFirst(FIELD + "(\\d+|null)", FIELD + due);
  }

  /** The stamp in some bytes; 0 if there is none. */
  static long find(byte[] bytes, int from, int to) {
    for (int i = to - MARK.length - 1; i >= from; i--) {
      if (bytes[i] == '"' && matches(bytes, i)) {
        long stamp = 0;
        for (int j = i + MARK.length; j < to && bytes[j] >= '0' && bytes[j] <= '9'; j++) {
          stamp = stamp * 10 + bytes[j] - '0';
        }
        return stamp;
      }
    }
    return 0;
  }

  private static boolean matches(byte[] bytes, int at) {
    for (int i = 0; i < MARK.length; i++) {
      if (bytes[at + i] != MARK[i]) {
        return false;
      }
    }
    return true;
  }

  /** A WebSocket text frame of a server. */
  static byte[] frame(String text) {
    byte[] payload = text.getBytes(UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 10);
    frame.put((byte) 0x81);
    if (payload.length < SHORT_LENGTH) {
      frame.put((byte) payload.length);
    } else if (payload.length < MAX_SHORT) {
      frame.put((byte) SHORT_LENGTH).putShort((short) payload.length);
    } else {
      frame.put((byte) (SHORT_LENGTH + 1)).putLong(payload.length);
    }
    frame.put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }
}
