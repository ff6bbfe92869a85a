package io.tidelake.stack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Rewrites CSV in which every field is quoted, as Trino's client writes it, to CSV with quotes only
 * where they are needed. Works on the bytes of UTF-8, one field in memory at a time.
 */
final class MinimalQuotes {

  private MinimalQuotes() {}

  static void copy(InputStream quoted, OutputStream out) throws IOException {
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    boolean inQuotes = false;
    boolean needsQuotes = false;
    for (int next = quoted.read(); next >= 0; next = quoted.read()) {
      if (!inQuotes) {
        if (next == '"') {
          inQuotes = true;
        } else {
          // Between fields, or a line that is no CSV ("CREATE TABLE"): as it is.
          out.write(next);
        }
        continue;
      }
      if (next != '"') {
        needsQuotes |= next == ',' || next == '\n' || next == '\r';
        field.write(next);
        continue;
      }
      int after = quoted.read();
      if (after == '"') {
        needsQuotes = true;
        field.write('"');
        field.write('"');
        continue;
      }
      if (needsQuotes) {
        out.write('"');
      }
      field.writeTo(out);
      if (needsQuotes) {
        out.write('"');
      }
      field.reset();
      inQuotes = false;
      needsQuotes = false;
      if (after >= 0) {
        out.write(after);
      }
    }
    field.writeTo(out);
    out.flush();
  }
}
