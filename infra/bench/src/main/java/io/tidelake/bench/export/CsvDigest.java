package io.tidelake.bench.export;

import io.tidelake.ingest.trino.SqlResource;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * The lines of a CSV export in a number that their order does not change: the sum of their CRC-32,
 * without the header and the line that counts.
 *
 * @param rows lines between the two
 * @param end the last line; empty if it is no comment
 */
public record CsvDigest(long rows, long checksum, String end) {

  /**
   * What Trino is to be asked for the digest that an export of all events must have: a row of
   * checksum and number of rows.
   *
   * @param maskingKey by which users get their pseudonyms, in hexadecimal
   */
  public static String query(String maskingKey) {
    return SqlResource.text(CsvDigest.class, "checksum")
        .replace("{key}", maskingKey.toUpperCase(Locale.ROOT));
  }

  /**
   * @param in UTF-8, to its end
   */
  public static CsvDigest of(InputStream in) throws IOException {
    byte[] buffer = new byte[1 << 16];
    CRC32 crc = new CRC32();
    StringBuilder comment = new StringBuilder();
    boolean atStart = true;
    boolean inComment = false;
    String end = "";
    long rows = -1;
    long sum = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      int start = 0;
      for (int i = 0; i < read; i++) {
        if (atStart) {
          inComment = buffer[i] == '#';
          atStart = false;
        }
        if (buffer[i] == '\n') {
          crc.update(buffer, start, i - start);
          if (inComment) {
            end = comment.toString();
          } else {
            // The first line is the header.
            sum += rows++ < 0 ? 0 : crc.getValue();
          }
          crc.reset();
          start = i + 1;
          atStart = true;
        } else if (inComment) {
          comment.append((char) buffer[i]);
        }
      }
      crc.update(buffer, start, read - start);
    }
    return new CsvDigest(rows, sum, end);
  }
}
