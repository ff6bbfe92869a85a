package io.tidelake.schema.json;

/** Writes one flat JSON object into a {@link Utf8Buffer}: no tree, no reflection, no allocation. */
public final class JsonObjectWriter {

  /** Every number of so many digits is a long. */
  private static final int MAX_LONG_DIGITS = 18;

  private final Utf8Buffer out;
  private boolean first;

  /** Writes into this buffer, from its beginning. */
  public JsonObjectWriter(Utf8Buffer out) {
    this.out = out;
  }

  /** A field name in the form in which it is written: {@code "name":}. */
  public static byte[] token(String name) {
    Utf8Buffer buffer = new Utf8Buffer(32);
    buffer.writeJsonString(name);
    buffer.writeByte(':');
    return buffer.toByteArray();
  }

  /** A string value in the form in which it is written, with quotes and escapes. */
  public static byte[] encoded(String value) {
    Utf8Buffer buffer = new Utf8Buffer(32);
    buffer.writeJsonString(value);
    return buffer.toByteArray();
  }

  /** Begins an object; what was in the buffer is gone. */
  public void begin() {
    out.clear();
    out.writeByte('{');
    first = true;
  }

  /** Ends it. */
  public void end() {
    out.writeByte('}');
  }

  /** A string value, escaped as needed. */
  public void string(byte[] token, String value) {
    name(token);
    out.writeJsonString(value);
  }

  /** A number inside a JSON string, as identifiers are sent. */
  public void digits(byte[] token, long value) {
    name(token);
    out.writeByte('"');
    out.writeDecimal(value);
    out.writeByte('"');
  }

  /** A number. */
  public void number(byte[] token, long value) {
    name(token);
    out.writeDecimal(value);
  }

  /** A value that is JSON already. */
  public void raw(byte[] token, byte[] value) {
    name(token);
    out.writeBytes(value);
  }

  /**
   * A number where the text is a plain non-negative integer, else the text as a string, so that
   * what is wrong with it reaches the stream as it stood in the file.
   */
  public void integerOrString(byte[] token, String value) {
    if (isPlainInteger(value)) {
      name(token);
      out.writeText(value);
    } else {
      string(token, value);
    }
  }

  private static boolean isPlainInteger(String value) {
    int size = value.length();
    if (size == 0 || size > MAX_LONG_DIGITS || (size > 1 && value.charAt(0) == '0')) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      char c = value.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }

  private void name(byte[] token) {
    if (first) {
      first = false;
    } else {
      out.writeByte(',');
    }
    out.writeBytes(token);
  }
}
