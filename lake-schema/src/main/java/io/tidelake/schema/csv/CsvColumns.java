package io.tidelake.schema.csv;

import io.tidelake.schema.event.EventField;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where each field of the event stands in a line. Immutable. */
public final class CsvColumns implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The columns of the behaviour log; the other fields of an event are optional in a file. */
  private static final List<EventField> REQUIRED =
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
          EventField.PROVINCE);

  private static final EventField[] FIELDS = EventField.values();
  private static final int ABSENT = -1;

  private final int[] index = new int[FIELDS.length];
  private final int width;

  private CsvColumns(Map<EventField, Integer> positions, int width) {
    for (EventField field : FIELDS) {
      index[field.ordinal()] = positions.getOrDefault(field, ABSENT);
    }
    this.width = width;
  }

  /**
   * The columns of a file without a header: the eleven of the behaviour log, in their usual order.
   */
  public static CsvColumns standard() {
    Map<EventField, Integer> positions = new EnumMap<>(EventField.class);
    for (EventField field : REQUIRED) {
      positions.put(field, positions.size());
    }
    return new CsvColumns(positions, REQUIRED.size());
  }

  /**
   * The columns that a header line names, or null if the line is no header. It is one if a field of
   * it is the name of a required column, which no value of an event is.
   *
   * @throws MalformedLineException if it is a header but lacks a column or has one twice
   */
  public static @Nullable CsvColumns ofHeader(List<String> names) throws MalformedLineException {
    Map<EventField, Integer> positions = new EnumMap<>(EventField.class);
    for (int i = 0; i < names.size(); i++) {
      EventField field = fieldNamed(names.get(i).strip().toLowerCase(Locale.ROOT));
      if (field != null && positions.put(field, i) != null) {
        throw new MalformedLineException(
            "the header has the column " + field.jsonName() + " twice: keep one");
      }
    }
    if (REQUIRED.stream().noneMatch(positions::containsKey)) {
      return null;
    }
    List<String> missing =
        REQUIRED.stream()
            .filter(field -> !positions.containsKey(field))
            .map(EventField::jsonName)
            .toList();
    if (!missing.isEmpty()) {
      throw new MalformedLineException(
          "the header lacks the column "
              + String.join(", ", missing)
              + ": add it, or take the header line away if the columns are in the usual order");
    }
    return new CsvColumns(positions, names.size());
  }

  /**
   * @throws MalformedLineException if a line of these fields has more or fewer than the file
   */
  public void requireWidth(List<String> fields) throws MalformedLineException {
    if (fields.size() != width) {
      throw new MalformedLineException(fields.size() + " fields instead of " + width);
    }
  }

  /** The value of a field in a line, or null if the file has no such column. */
  public @Nullable String value(List<String> line, EventField field) {
    int at = index[field.ordinal()];
    return at == ABSENT ? null : line.get(at);
  }

  /** The column of a field, counted from 1; 0: there is none. */
  public int number(EventField field) {
    return index[field.ordinal()] + 1;
  }

  private static @Nullable EventField fieldNamed(String name) {
    for (EventField field : FIELDS) {
      if (field.jsonName().equals(name)) {
        return field;
      }
    }
    return null;
  }
}
