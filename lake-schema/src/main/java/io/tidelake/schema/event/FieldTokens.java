package io.tidelake.schema.event;

import io.tidelake.schema.json.JsonObjectWriter;

/** The names of the event's fields as they are written into JSON. */
public final class FieldTokens {

  private static final byte[][] TOKENS;

  static {
    EventField[] fields = EventField.values();
    TOKENS = new byte[fields.length][];
    for (EventField field : fields) {
      TOKENS[field.ordinal()] = JsonObjectWriter.token(field.jsonName());
    }
  }

  private FieldTokens() {}

  /** The name with quotes and colon; not to be changed. */
  public static byte[] of(EventField field) {
    return TOKENS[field.ordinal()];
  }
}
