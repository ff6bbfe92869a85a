package io.tidelake.streaming.pipeline;

import io.tidelake.schema.csv.CsvColumns;
import io.tidelake.schema.csv.CsvEventJson;
import io.tidelake.schema.csv.CsvLineParser;
import io.tidelake.schema.csv.LineReader;
import io.tidelake.schema.csv.MalformedLineException;
import io.tidelake.schema.json.JsonObjectWriter;
import io.tidelake.schema.json.Utf8Buffer;
import io.tidelake.streaming.TestRecords;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of any length, made up from the number of the line: good events and every kind of bad. */
final class CsvLog {

  static final String HEADER =
      "user_id,item_id,cat_id,merchant_id,brand_id,month,day,action,age_range,gender,province,event_time\n";

  private static final String[] PROVINCES = {"浙江", "北京市", "内蒙古自治区", "", "瓦坎达", "广东"};

  private CsvLog() {}

  /** Writes a file with header and so many lines, the first of them made from {@code start}. */
  static Path write(Path file, int start, int lines) throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = start; i < start + lines; i++) {
      text.append(line(i)).append('\n');
    }
    return Files.writeString(file, text);
  }

  private static String line(int i) {
    if (i % 50 == 49) {
      return switch (i / 50 % 5) {
        case 0 -> "1,\"2,3,4,5,08,29,0,1,1,浙江,";
        case 1 -> "only,three,fields";
        case 2 -> "1,2,3,4,5,08,29,7,1,1,浙江,";
        case 3 -> ",2,3,4,5,08,29,0,1,1,浙江,";
        default -> "1,2,3,4,5,08,29,0,1,1,浙江,yesterday";
      };
    }
    // Some before the record, some after it, some without a time of their own.
    String time = i % 3 == 0 ? Long.toString(TestRecords.START - (i % 1_000) * 900_000L) : "";
    return "u%d,i%d,c%d,,b%d,%02d,%02d,%d,%s,%s,%s,%s"
        .formatted(
            i % 97,
            i % 31,
            i % 7,
            i % 5,
            1 + i % 12,
            1 + i % 31,
            i % 4,
            i % 11 == 10 ? "NULL" : i % 9,
            i % 7 == 6 ? "" : i % 3,
            PROVINCES[i % PROVINCES.length],
            time);
  }

  /** How many of the lines are no CSV of the file's columns. */
  static long malformed(int start, int lines) {
    long malformed = 0;
    for (int i = start; i < start + lines; i++) {
      malformed += i % 50 == 49 && i / 50 % 5 < 2 ? 1 : 0;
    }
    return malformed;
  }

  /** What a replay of the file sends: the values of the records. */
  static List<byte[]> records(Path file) throws Exception {
    List<byte[]> records = new ArrayList<>();
    CsvLineParser parser = new CsvLineParser();
    Utf8Buffer value = new Utf8Buffer(256);
    JsonObjectWriter json = new JsonObjectWriter(value);
    CsvColumns columns = null;
    try (LineReader lines = new LineReader(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      while (lines.next()) {
        if (columns == null) {
          columns = CsvColumns.ofHeader(parser.parse(lines));
          continue;
        }
        try {
          List<String> fields = parser.parse(lines);
          columns.requireWidth(fields);
          CsvEventJson.write(fields, columns, json);
          records.add(value.toByteArray());
        } catch (MalformedLineException notSent) {
          // As produce does.
        }
      }
    }
    return records;
  }
}
