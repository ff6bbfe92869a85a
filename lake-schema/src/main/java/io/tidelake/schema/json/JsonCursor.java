package io.tidelake.schema.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Walks once over the bytes of one JSON value (RFC 8259, strict) and hands out slices of them.
 *
 * <p>Use: {@link #reset}, {@link #peek}, then {@link #enterObject} and {@link #nextField} with one
 * {@link #readValue} after each, then {@link #end}. A slice points into the input where it can; a
 * string with escapes is decoded into a buffer that the next {@link #reset} reuses.
 *
 * <p>Every method throws {@link JsonSyntaxException} at the first byte that does not fit. Not
 * thread-safe.
 */
public final class JsonCursor {

  /**
   * Containers nested deeper than this are refused, so that hostile input can't exhaust the stack.
   */
  static final int MAX_DEPTH = 256;

  /** One huge string must not hold its memory for ever; bytes. */
  private static final int MAX_KEPT_BUFFER = 64 * 1024;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  // The same byte eight times.
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x80 * ONES;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long SPACES = ' ' * ONES;

  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private byte[] in = new byte[0];
  private int position;
  private int limit;
  private boolean firstField;

  private byte[] unescaped = new byte[256];
  private int unescapedLength;

  /** Starts over on these bytes. */
  public void reset(byte[] bytes) {
    in = bytes;
    position = 0;
    limit = bytes.length;
    unescapedLength = 0;
    if (unescaped.length > MAX_KEPT_BUFFER) {
      unescaped = new byte[MAX_KEPT_BUFFER];
    }
    firstField = true;
  }

  /** The kind of the value that comes next, not yet read. */
  public JsonToken peek() {
    skipWhitespace();
    if (position == limit) {
      throw syntax("a value is missing");
    }
    return switch (in[position]) {
      case '"' -> JsonToken.STRING;
      case '{' -> JsonToken.OBJECT;
      case '[' -> JsonToken.ARRAY;
      case 't' -> JsonToken.TRUE;
      case 'f' -> JsonToken.FALSE;
      case 'n' -> JsonToken.NULL;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> JsonToken.NUMBER;
      default -> throw syntax("no value starts here");
    };
  }

  /** Consumes the opening brace. */
  public void enterObject() {
    skipWhitespace();
    expect('{');
    firstField = true;
  }

  /**
   * Moves to the next field and reads its name.
   *
   * @return false when the object is closed
   */
  public boolean nextField(Utf8Slice name) {
    skipWhitespace();
    if (position == limit) {
      throw syntax("the object is not closed");
    }
    if (in[position] == '}') {
      position++;
      firstField = false;
      return false;
    }
    if (!firstField) {
      expect(',');
      skipWhitespace();
    }
    firstField = false;
    readString(name);
    skipWhitespace();
    expect(':');
    return true;
  }

  /**
   * Moves to the next field if it has this name and the name is written without white space around
   * it and without escapes, as it mostly is; otherwise nothing moves.
   *
   * @return whether it moved
   */
  public boolean nextField(JsonName name) {
    int at = position;
    if (!firstField) {
      if (at == limit || in[at] != ',') {
        return false;
      }
      at++;
    }
    if (limit - at < JsonName.MAX_BYTES
        || ((long) LONGS.get(in, at) & name.firstMask) != name.first
        || ((long) LONGS.get(in, at + Long.BYTES) & name.secondMask) != name.second) {
      return false;
    }
    firstField = false;
    position = at + name.length;
    return true;
  }

  /**
   * Reads the next value. A string gives its text and a number its literal in {@code into}; of
   * every other kind {@code into} is made empty. Objects and arrays are checked and passed over.
   */
  public JsonToken readValue(Utf8Slice into) {
    JsonToken token = peek();
    switch (token) {
      case STRING -> readString(into);
      case NUMBER -> readNumber(into);
      case TRUE -> {
        literal(TRUE);
        into.clear();
      }
      case FALSE -> {
        literal(FALSE);
        into.clear();
      }
      case NULL -> {
        literal(NULL);
        into.clear();
      }
      case OBJECT, ARRAY -> {
        skipContainer(into, 1);
        into.clear();
      }
    }
    return token;
  }

  /** Only white space may be left. */
  public void end() {
    skipWhitespace();
    if (position != limit) {
      throw syntax("something follows the value");
    }
  }

  private void skipContainer(Utf8Slice scratch, int depth) {
    if (depth > MAX_DEPTH) {
      throw syntax("nested deeper than " + MAX_DEPTH);
    }
    boolean object = in[position++] == '{';
    byte close = (byte) (object ? '}' : ']');
    boolean first = true;
    while (true) {
      skipWhitespace();
      if (position == limit) {
        throw syntax(object ? "the object is not closed" : "the array is not closed");
      }
      if (in[position] == close) {
        position++;
        return;
      }
      if (!first) {
        expect(',');
        skipWhitespace();
      }
      first = false;
      // Strings that are passed over must not fill the buffer of those that are kept.
      int kept = unescapedLength;
      if (object) {
        readString(scratch);
        skipWhitespace();
        expect(':');
      }
      JsonToken token = peek();
      if (token == JsonToken.OBJECT || token == JsonToken.ARRAY) {
        skipContainer(scratch, depth + 1);
      } else {
        readValue(scratch);
      }
      unescapedLength = kept;
    }
  }

  private void readString(Utf8Slice into) {
    expect('"');
    int start = position;
    byte[] bytes = in;
    int end = limit;
    int at = skipPlain(bytes, start, end);
    while (at < end) {
      byte b = bytes[at];
      if (b == '"') {
        into.set(bytes, start, at - start);
        position = at + 1;
        return;
      }
      if (b == '\\') {
        position = at;
        readEscapedString(start, into);
        return;
      }
      if (b < 0) {
        position = at;
        at += multiByteLength();
      } else if (b < 0x20) {
        position = at;
        throw syntax("a control character in a string must be escaped");
      } else {
        at++;
      }
    }
    position = end;
    throw syntax("the string is not closed");
  }

  /**
   * Eight bytes at a time to the first that ends a string or needs a closer look: a quote, a
   * backslash, a control character, or a part of a multi-byte sequence; or to less than eight bytes
   * before the end.
   */
  private static int skipPlain(byte[] bytes, int from, int end) {
    int at = from;
    while (end - at >= Long.BYTES) {
      long eight = (long) LONGS.get(bytes, at);
      long quotes = eight ^ QUOTES;
      long backslashes = eight ^ BACKSLASHES;
      // Each term sets the high bit of a byte that it finds, and maybe of bytes above it: the
      // lowest one is right.
      long found =
          (quotes - ONES & ~quotes
                  | backslashes - ONES & ~backslashes
                  | eight - SPACES & ~eight
                  | eight)
              & HIGH_BITS;
      if (found != 0) {
        return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
      at += Long.BYTES;
    }
    return at;
  }

  private void readEscapedString(int start, Utf8Slice into) {
    int begin = unescapedLength;
    append(start, position - start);
    while (position < limit) {
      byte b = in[position];
      if (b == '"') {
        position++;
        into.set(unescaped, begin, unescapedLength - begin);
        return;
      }
      if (b == '\\') {
        position++;
        readEscape();
      } else if (b < 0) {
        int length = multiByteLength();
        append(position, length);
        position += length;
      } else if (b < 0x20) {
        throw syntax("a control character in a string must be escaped");
      } else {
        append(position, 1);
        position++;
      }
    }
    throw syntax("the string is not closed");
  }

  private void readEscape() {
    if (position == limit) {
      throw syntax("the string is not closed");
    }
    byte b = in[position++];
    switch (b) {
      case '"', '\\', '/' -> appendCodePoint(b);
      case 'b' -> appendCodePoint('\b');
      case 'f' -> appendCodePoint('\f');
      case 'n' -> appendCodePoint('\n');
      case 'r' -> appendCodePoint('\r');
      case 't' -> appendCodePoint('\t');
      case 'u' -> {
        int unit = hex4();
        if (Character.isHighSurrogate((char) unit)
            && position + 1 < limit
            && in[position] == '\\'
            && in[position + 1] == 'u') {
          position += 2;
          int low = hex4();
          if (!Character.isLowSurrogate((char) low)) {
            throw encoding("a surrogate without its pair");
          }
          appendCodePoint(Character.toCodePoint((char) unit, (char) low));
        } else if (Character.isSurrogate((char) unit)) {
          throw encoding("a surrogate without its pair");
        } else {
          appendCodePoint(unit);
        }
      }
      default -> {
        position--;
        throw syntax("no such escape");
      }
    }
  }

  private int hex4() {
    if (limit - position < 4) {
      throw syntax("four hex digits are expected");
    }
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      byte b = in[position];
      // Character.digit would also take the digits of other scripts.
      int digit = b < 0 ? -1 : Character.digit(b, 16);
      if (digit < 0) {
        throw syntax("four hex digits are expected");
      }
      unit = unit << 4 | digit;
      position++;
    }
    return unit;
  }

  /**
   * Length of the multi-byte sequence at the position; well-formed as in table 3-7 of Unicode 15.
   */
  private int multiByteLength() {
    int lead = in[position] & 0xFF;
    int length;
    int secondMin = 0x80;
    int secondMax = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
      length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      length = 3;
      if (lead == 0xE0) {
        secondMin = 0xA0;
      } else if (lead == 0xED) {
        secondMax = 0x9F;
      }
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      length = 4;
      if (lead == 0xF0) {
        secondMin = 0x90;
      } else if (lead == 0xF4) {
        secondMax = 0x8F;
      }
    } else {
      throw encoding("no UTF-8");
    }
    if (limit - position < length) {
      throw encoding("no UTF-8");
    }
    int second = in[position + 1] & 0xFF;
    if (second < secondMin || second > secondMax) {
      throw encoding("no UTF-8");
    }
    for (int i = 2; i < length; i++) {
      if ((in[position + i] & 0xC0) != 0x80) {
        throw encoding("no UTF-8");
      }
    }
    return length;
  }

  private void readNumber(Utf8Slice into) {
    int start = position;
    if (in[position] == '-') {
      position++;
    }
    if (position < limit && in[position] == '0') {
      position++;
    } else {
      digits();
    }
    if (position < limit && in[position] == '.') {
      position++;
      digits();
    }
    if (position < limit && (in[position] == 'e' || in[position] == 'E')) {
      position++;
      if (position < limit && (in[position] == '+' || in[position] == '-')) {
        position++;
      }
      digits();
    }
    into.set(in, start, position - start);
  }

  private void digits() {
    int start = position;
    while (position < limit && in[position] >= '0' && in[position] <= '9') {
      position++;
    }
    if (position == start) {
      throw syntax("a digit is expected");
    }
  }

  private void literal(byte[] word) {
    if (limit - position < word.length
        || !Arrays.equals(in, position, position + word.length, word, 0, word.length)) {
      throw syntax("no value starts here");
    }
    position += word.length;
  }

  private void expect(char wanted) {
    if (position == limit || in[position] != wanted) {
      throw syntax("'" + wanted + "' is expected");
    }
    position++;
  }

  private void skipWhitespace() {
    while (position < limit) {
      byte b = in[position];
      if (b > ' ' || b < 0 || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
        return;
      }
      position++;
    }
  }

  private void append(int from, int length) {
    ensure(length);
    System.arraycopy(in, from, unescaped, unescapedLength, length);
    unescapedLength += length;
  }

  private void appendCodePoint(int codePoint) {
    ensure(4);
    if (codePoint < 0x80) {
      unescaped[unescapedLength++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      unescaped[unescapedLength++] = (byte) (0xC0 | codePoint >> 6);
      unescaped[unescapedLength++] = (byte) (0x80 | codePoint & 0x3F);
    } else if (codePoint < 0x10000) {
      unescaped[unescapedLength++] = (byte) (0xE0 | codePoint >> 12);
      unescaped[unescapedLength++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
      unescaped[unescapedLength++] = (byte) (0x80 | codePoint & 0x3F);
    } else {
      unescaped[unescapedLength++] = (byte) (0xF0 | codePoint >> 18);
      unescaped[unescapedLength++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
      unescaped[unescapedLength++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
      unescaped[unescapedLength++] = (byte) (0x80 | codePoint & 0x3F);
    }
  }

  private void ensure(int more) {
    if (unescaped.length - unescapedLength < more) {
      // Earlier slices keep the old array, whose content stays as it was.
      unescaped = Arrays.copyOf(unescaped, Math.max(unescaped.length * 2, unescapedLength + more));
    }
  }

  private JsonSyntaxException syntax(String what) {
    return new JsonSyntaxException("at byte " + position + ": " + what, false);
  }

  private JsonSyntaxException encoding(String what) {
    return new JsonSyntaxException("at byte " + position + ": " + what, true);
  }
}
