package io.tidelake.ingest;

import io.tidelake.schema.event.EventField;
import io.tidelake.schema.json.JsonCursor;
import io.tidelake.schema.json.Utf8Slice;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** The generator's events as a CSV file with header and event times, for loads without Kafka. */
public final class GeneratedCsv {

  private static final int BUFFER_BYTES = 1 << 20;
  private static final long TOLD_EVERY = 100_000;

  /** The order in which the generator writes them. */
  private static final List<EventField> COLUMNS =
      List.of(
          EventField.USER_ID,
          EventField.ITEM_ID,
          EventField.CAT_ID,
          EventField.MERCHANT_ID,
          EventField.BRAND_ID,
          EventField.MONTH,
          EventField.DAY,
          EventField.ACTION,
          EventField.AGE_RANGE,
          EventField.GENDER,
          EventField.PROVINCE,
          EventField.EVENT_TIME);

  private GeneratedCsv() {}

  /** The midnight that began today in the generator's zone: until then all days are whole. */
  public static Instant today() {
    return LocalDate.now(ShopGenerator.ZONE).atStartOfDay(ShopGenerator.ZONE).toInstant();
  }

  /**
   * Writes the file. The same settings and end give the same bytes.
   *
   * @param settings with a count and days, without anything malformed
   * @param end no event is later
   * @param written told how many events were written, now and then and at the end
   */
  public static void write(ShopSettings settings, Instant end, Path file, LongConsumer written)
      throws IOException {
    if (settings.count() < 0 || settings.days() < 1 || settings.malformedShare() > 0) {
      throw new IllegalArgumentException(
          "settings are %s: give a count and days, and nothing malformed".formatted(settings));
    }
    ShopGenerator generator = new ShopGenerator(settings);
    EventRecord event = new EventRecord();
    JsonCursor cursor = new JsonCursor();
    Utf8Slice name = new Utf8Slice();
    Utf8Slice value = new Utf8Slice();
    long now = end.toEpochMilli();
    long count = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
      out.write(header());
      while (generator.next(event, now)) {
        cursor.reset(event.value());
        cursor.enterObject();
        for (int column = 0; cursor.nextField(name); column++) {
          if (column > 0) {
            out.write(',');
          }
          cursor.readValue(value);
          // No value of the generator needs quotes.
          out.write(value.array(), value.offset(), value.length());
        }
        out.write('\n');
        if (++count % TOLD_EVERY == 0) {
          written.accept(count);
        }
      }
    }
    if (count % TOLD_EVERY != 0) {
      written.accept(count);
    }
  }

  private static byte[] header() {
    return COLUMNS.stream()
        .map(EventField::jsonName)
        .collect(Collectors.joining(",", "", "\n"))
        .getBytes(StandardCharsets.UTF_8);
  }
}
