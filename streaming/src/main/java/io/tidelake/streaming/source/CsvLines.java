package io.tidelake.streaming.source;

import io.tidelake.schema.csv.CsvColumns;
import io.tidelake.schema.csv.CsvEventJson;
import io.tidelake.schema.csv.CsvLineParser;
import io.tidelake.schema.csv.LineReader;
import io.tidelake.schema.csv.MalformedLineException;
import io.tidelake.schema.json.JsonObjectWriter;
import io.tidelake.schema.json.Utf8Buffer;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.RecordDecoder;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceSplit;

/**
 * Consecutive lines of a file, to be read by one reader.
 *
 * @param file index of the file in the chunk
 * @param path where it lies
 * @param name for people
 * @param offset where the first line begins
 * @param firstLine its number
 * @param endLine the number of the line after the last one
 */
record CsvLines(
    int file,
    String path,
    String name,
    CsvColumns columns,
    long headerLine,
    long offset,
    long firstLine,
    long endLine,
    long recordTime,
    ZoneId zone,
    Duration lateAfter)
    implements IteratorSourceSplit<DecodedRecord, CsvLines.Records>, Serializable {

  @Override
  public String splitId() {
    return file + ":" + firstLine;
  }

  @Override
  public Records getIterator() {
    return new Records(this);
  }

  /** Whether there is a line besides the header and empty ones. */
  boolean holdAny() {
    Records records = getIterator();
    try (records.lines) {
      return records.hasNext();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public IteratorSourceSplit<DecodedRecord, Records> getUpdatedSplitForIterator(Records iterator) {
    throw new UnsupportedOperationException("a bounded job takes no checkpoints");
  }

  /**
   * The lines as records of the topic would be: the same JSON, decoded by the same decoder, with
   * the index of the file as partition and the number of the line as offset. One reused object.
   */
  static final class Records implements Iterator<DecodedRecord> {

    private final CsvLines split;
    private final RecordDecoder decoder;
    private final CsvLineParser parser = new CsvLineParser();
    private final Utf8Buffer value = new Utf8Buffer(512);
    private final JsonObjectWriter json = new JsonObjectWriter(value);
    private final LineReader lines;
    private boolean looked;
    private boolean found;

    Records(CsvLines split) {
      this.split = split;
      decoder = new RecordDecoder(split.zone, split.lateAfter);
      try {
        FileInputStream in = new FileInputStream(split.path);
        in.getChannel().position(split.offset);
        lines = new LineReader(in, split.firstLine - 1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean hasNext() {
      if (!looked) {
        try {
          found = look();
        } catch (IOException e) {
          throw new UncheckedIOException(split.name + ": " + e.getMessage(), e);
        }
        looked = true;
      }
      return found;
    }

    private boolean look() throws IOException {
      while (lines.number() < split.endLine - 1 && lines.next()) {
        if (lines.number() != split.headerLine && (lines.length() > 0 || lines.tooLong())) {
          return true;
        }
      }
      lines.close();
      return false;
    }

    @Override
    public DecodedRecord next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      looked = false;
      try {
        List<String> fields = parser.parse(lines);
        split.columns.requireWidth(fields);
        return decode(fields);
      } catch (MalformedLineException e) {
        return decoder.reject(
            line(), detail(e.getMessage()), split.file, lines.number(), split.recordTime);
      }
    }

    private DecodedRecord decode(List<String> fields) {
      CsvEventJson.write(fields, split.columns, json);
      DecodedRecord record =
          decoder.decode(null, value.toByteArray(), split.file, lines.number(), split.recordTime);
      if (!record.accepted()) {
        // What is kept is what stands in the file.
        record.value = line();
        record.detail = detail(record.detail);
      }
      return record;
    }

    private byte[] line() {
      return lines.tooLong()
          ? new byte[0]
          : Arrays.copyOfRange(lines.array(), lines.offset(), lines.offset() + lines.length());
    }

    private String detail(String text) {
      return "%s:%d: %s".formatted(split.name, lines.number(), text);
    }
  }
}
