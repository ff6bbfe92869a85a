package io.tidelake.ingest;

import io.tidelake.schema.json.JsonObjectWriter;
import io.tidelake.schema.json.Utf8Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka record in the making. A source fills it, the producer copies it out; then it is reused.
 */
public final class EventRecord {

  private final Utf8Buffer key = new Utf8Buffer(32);
  private final Utf8Buffer value = new Utf8Buffer(512);
  private final JsonObjectWriter json = new JsonObjectWriter(value);
  private boolean hasKey;

  /** An empty record, to be filled by a source. */
  public EventRecord() {}

  /** The key, a copy, or null where the event names no user. */
  public byte @Nullable [] key() {
    return hasKey ? key.toByteArray() : null;
  }

  /** The value, a copy. */
  public byte[] value() {
    return value.toByteArray();
  }

  Utf8Buffer valueBuffer() {
    return value;
  }

  /** Writes the value. */
  JsonObjectWriter json() {
    return json;
  }

  void noKey() {
    hasKey = false;
  }

  void key(String text) {
    hasKey = true;
    key.clear();
    key.writeText(text);
  }

  void key(long number) {
    hasKey = true;
    key.clear();
    key.writeDecimal(number);
  }
}
