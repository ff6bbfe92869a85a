package io.tidelake.ingest;

import io.tidelake.schema.event.EventField;

/** The names of the event's fields as they are written into JSON. */
final class FieldTokens {

  private static final byte[][] TOKENS;

  static {
    EventField[] fields = EventField.values();
    TOKENS = new byte[fields.length][];
    for (EventField field : fields) {
      TOKENS[field.ordinal()] = JsonObjectWriter.token(field.jsonName());
    }
  }

  private FieldTokens() {}

  static byte[] of(EventField field) {
    return TOKENS[field.ordinal()];
  }
}
