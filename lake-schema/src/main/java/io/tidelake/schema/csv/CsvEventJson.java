package io.tidelake.schema.csv;

import static io.tidelake.schema.event.EventField.ACTION;
import static io.tidelake.schema.event.EventField.AGE_RANGE;
import static io.tidelake.schema.event.EventField.BRAND_ID;
import static io.tidelake.schema.event.EventField.CAT_ID;
import static io.tidelake.schema.event.EventField.DAY;
import static io.tidelake.schema.event.EventField.EVENT_ID;
import static io.tidelake.schema.event.EventField.EVENT_TIME;
import static io.tidelake.schema.event.EventField.GENDER;
import static io.tidelake.schema.event.EventField.ITEM_ID;
import static io.tidelake.schema.event.EventField.MERCHANT_ID;
import static io.tidelake.schema.event.EventField.MONTH;
import static io.tidelake.schema.event.EventField.PROVINCE;
import static io.tidelake.schema.event.EventField.USER_ID;

import io.tidelake.schema.event.EventField;
import io.tidelake.schema.event.FieldTokens;
import io.tidelake.schema.json.JsonObjectWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line as the JSON object that the event topic carries, whether it is sent there or not. Values
 * go in as they stand, right or wrong, so that what is wrong is found in one place.
 */
public final class CsvEventJson {

  private CsvEventJson() {}

  /** Writes the line; its {@code event_time} if the file has that column and a value in it. */
  public static void write(List<String> fields, CsvColumns layout, JsonObjectWriter out) {
    begin(fields, layout, out);
    optional(out, EVENT_TIME, fields, layout);
    end(fields, layout, out);
  }

  /**
   * Writes the line as an event that happened at another time than the file says.
   *
   * @param eventTime epoch milliseconds
   */
  public static void write(
      List<String> fields, CsvColumns layout, long eventTime, JsonObjectWriter out) {
    begin(fields, layout, out);
    out.number(FieldTokens.of(EVENT_TIME), eventTime);
    end(fields, layout, out);
  }

  private static void begin(List<String> fields, CsvColumns layout, JsonObjectWriter out) {
    out.begin();
    string(out, USER_ID, fields, layout);
    string(out, ITEM_ID, fields, layout);
    string(out, CAT_ID, fields, layout);
    string(out, MERCHANT_ID, fields, layout);
    string(out, BRAND_ID, fields, layout);
    string(out, MONTH, fields, layout);
    string(out, DAY, fields, layout);
    integer(out, ACTION, fields, layout);
    integer(out, AGE_RANGE, fields, layout);
    integer(out, GENDER, fields, layout);
    string(out, PROVINCE, fields, layout);
  }

  private static void end(List<String> fields, CsvColumns layout, JsonObjectWriter out) {
    optional(out, EVENT_ID, fields, layout);
    out.end();
  }

  private static void string(
      JsonObjectWriter out, EventField field, List<String> fields, CsvColumns layout) {
    String value = layout.value(fields, field);
    if (value != null) {
      out.string(FieldTokens.of(field), value);
    }
  }

  private static void integer(
      JsonObjectWriter out, EventField field, List<String> fields, CsvColumns layout) {
    String value = layout.value(fields, field);
    if (value != null) {
      out.integerOrString(FieldTokens.of(field), value);
    }
  }

  /** Leaves the field out where the file has no such column or nothing in it. */
  private static void optional(
      JsonObjectWriter out, EventField field, List<String> fields, CsvColumns layout) {
    @Nullable String value = layout.value(fields, field);
    if (value != null && !value.isEmpty()) {
      out.integerOrString(FieldTokens.of(field), value);
    }
  }
}
