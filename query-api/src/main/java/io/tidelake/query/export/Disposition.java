package io.tidelake.query.export;

import java.nio.charset.StandardCharsets;

/**
 * {@code Content-Disposition} for a file name of any letters: as RFC 6266 and RFC 8187 (once 5987)
 * have it, with a name in ASCII for clients that know no other.
 */
final class Disposition {

  private Disposition() {}

  static String attachment(String fileName) {
    StringBuilder ascii = new StringBuilder();
    StringBuilder encoded = new StringBuilder();
    boolean plain = true;
    for (int point : fileName.codePoints().toArray()) {
      boolean simple = point > ' ' && point < 0x7F && "\"\\%".indexOf(point) < 0;
      ascii.append(simple ? (char) point : '_');
      plain &= simple;
    }
    for (byte b : fileName.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "!#$&+-.^_`|~".indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append("%02X".formatted((int) c));
      }
    }
    if (plain) {
      // As the original wrote it.
      return "attachment; filename=" + (fileName.matches("[\\w.-]+") ? ascii : quoted(ascii));
    }
    return "attachment; filename=" + quoted(ascii) + "; filename*=UTF-8''" + encoded;
  }

  private static String quoted(CharSequence text) {
    return "\"" + text + "\"";
  }
}
