package io.tidelake.streaming.function;

import io.tidelake.schema.live.LiveCodec;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import java.time.LocalDate;

/** One absolute count of the live topic. Not thread-safe. */
final class LiveCell {

  /** What identifies a cell. */
  record Key(int day, LiveDimension dimension, String value) {

    String scope() {
      return day == TickDelta.NO_DAY ? LiveMessage.SCOPE_ALL : LocalDate.ofEpochDay(day).toString();
    }
  }

  final Key key;
  long count;

  /** Waits to be published. */
  boolean changed;

  private final byte[] recordKey;

  LiveCell(Key key) {
    this.key = key;
    this.recordKey = LiveCodec.key(message());
  }

  LiveRecord toRecord() {
    return LiveRecord.of(recordKey, message());
  }

  private LiveMessage.Count message() {
    return new LiveMessage.Count(key.scope(), key.dimension(), key.value(), count);
  }
}
