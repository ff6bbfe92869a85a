package io.tidelake.query.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a record, to be looked at: as text if they are UTF-8, else in hexadecimal.
 *
 * @param text null: they are no text
 * @param hex null: they are text
 * @param withheld whether both are null because a user might be named in them
 */
record Beginning(@Nullable String text, @Nullable String hex, boolean withheld) {

  private static final Beginning NONE = new Beginning(null, null, false);
  private static final Beginning WITHHELD = new Beginning(null, null, true);

  private static final Pattern FIELD = Pattern.compile("\"user_id\"\\s*:");

  /** The field with its value, a text or a number, which may be cut off. */
  private static final Pattern USER =
      Pattern.compile(
          "(\"user_id\"\\s*:\\s*)(\"(?:[^\"\\\\]|\\\\.)*+(?:\"|\\\\?$)|[^\"\\s{\\[,}\\]][^,}\\]\\s]*+)");

  private static final String MASK = "$1\"***\"";

  /** A name with escapes, which may spell {@code user_id} as well. */
  private static final Pattern ESCAPED_NAME =
      Pattern.compile("\"[^\"\\\\]*+\\\\(?:[^\"\\\\]|\\\\.)*+\"\\s*:", Pattern.DOTALL);

  /**
   * @param bytes null: the record had none
   * @param seesUsers whether the reader may see users by their names. Who may not gets a mask in
   *     the place of {@code user_id}, and nothing of a record in which that is not to be found: it
   *     may stand anywhere then
   */
  static Beginning of(byte @Nullable [] bytes, boolean seesUsers) {
    if (bytes == null) {
      return NONE;
    }
    String text = text(bytes);
    if (seesUsers) {
      return text == null
          ? new Beginning(null, HexFormat.of().withUpperCase().formatHex(bytes), false)
          : new Beginning(text, null, false);
    }
    if (text == null) {
      return WITHHELD;
    }
    if (text.isEmpty()) {
      return new Beginning("", null, false);
    }
    long fields = FIELD.matcher(text).results().count();
    Matcher users = USER.matcher(text);
    return fields > 0 && users.results().count() == fields && !ESCAPED_NAME.matcher(text).find()
        ? new Beginning(users.replaceAll(MASK), null, false)
        : WITHHELD;
  }

  /** Null if it is none; a character that was cut in two at the end is left out. */
  private static @Nullable String text(byte[] bytes) {
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CoderResult result =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes), text, false);
    try {
      if (result.isError()) {
        result.throwException();
      }
      return text.flip().toString();
    } catch (CharacterCodingException noText) {
      return null;
    }
  }
}
