package io.tidelake.streaming.function;

import io.tidelake.schema.live.LiveCodec;
import io.tidelake.schema.live.LiveMessage;

/** A record of the live topic as bytes. A POJO for Flink's serializer. */
public class LiveRecord {

  /** See {@link LiveCodec#key}. */
  public byte[] key = {};

  /** See {@link LiveCodec#value}. */
  public byte[] value = {};

  static LiveRecord of(byte[] key, LiveMessage message) {
    LiveRecord record = new LiveRecord();
    record.key = key;
    record.value = LiveCodec.value(message);
    return record;
  }
}
