package io.tidelake.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Splits one line into its fields (RFC 4180). Each line is parsed on its own, so a quote that is
 * never closed spoils its own line and no other; the price is that a field cannot hold a line
 * break, which no field of the behaviour log does.
 */
final class CsvLineParser {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();

  private static final char REPLACEMENT = '\uFFFD';

  private final List<String> fields = new ArrayList<>();

  /**
   * The fields of a line; the list is reused by the next call.
   *
   * @throws MalformedLineException if the bytes are no UTF-8 or a quote is broken
   */
  List<String> parse(byte[] bytes, int offset, int length) throws MalformedLineException {
    String line = decode(bytes, offset, length);
    fields.clear();
    if (line.indexOf('"') < 0) {
      split(line);
    } else {
      parseQuoted(line);
    }
    return fields;
  }

  /** Without a quote, CSV is nothing but commas: no need to set up a parser for each line. */
  private void split(String line) {
    int from = 0;
    for (int comma; (comma = line.indexOf(',', from)) >= 0; from = comma + 1) {
      fields.add(line.substring(from, comma));
    }
    fields.add(line.substring(from));
  }

  private void parseQuoted(String line) throws MalformedLineException {
    try (CSVParser parser = CSVParser.parse(line, FORMAT)) {
      for (CSVRecord csvRecord : parser) {
        for (String field : csvRecord) {
          fields.add(field);
        }
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw new MalformedLineException("broken quoting");
    }
  }

  private static String decode(byte[] bytes, int offset, int length) throws MalformedLineException {
    String line = new String(bytes, offset, length, StandardCharsets.UTF_8);
    // The fast decoder replaces what is no UTF-8. The character may also stand in the file itself,
    // so
    // only then the strict and slower one decides.
    if (line.indexOf(REPLACEMENT) >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
      } catch (CharacterCodingException e) {
        throw new MalformedLineException("invalid UTF-8");
      }
    }
    return line;
  }
}
