package io.tidelake.query.export;

import io.tidelake.query.trino.Trino;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events of every value of every dimension, the largest first: what the small sheets show. */
final class SheetTotals {

  private final Map<Sheet, List<Workbook.Total>> bySheet = new EnumMap<>(Sheet.class);

  private final @Nullable Long snapshot;

  /**
   * @param snapshot of the table; null if nothing was ever written to it
   */
  SheetTotals(@Nullable Long snapshot) {
    this.snapshot = snapshot;
  }

  private record Value(Sheet sheet, String label, long events) {}

  /**
   * @param snapshot of the table; null if nothing was ever written to it
   */
  static SheetTotals read(
      Trino trino, @Nullable Long snapshot, Selection selection, Locale language) {
    SheetTotals totals = new SheetTotals(snapshot);
    if (snapshot == null) {
      return totals;
    }
    Labels labels = Labels.in(language);
    List<Value> values =
        trino.query(
            SqlFile.TOTALS.at(snapshot),
            selection.parameters(),
            (row, number) -> {
              long events = row.getLong("events");
              if (row.getObject("action") != null) {
                return new Value(Sheet.ACTION, labels.action(row.getInt("action")), events);
              }
              if (row.getObject("age_range") != null) {
                return new Value(Sheet.AGE, labels.ageRange(row.getInt("age_range")), events);
              }
              if (row.getObject("gender") != null) {
                return new Value(Sheet.GENDER, labels.gender(row.getInt("gender")), events);
              }
              return new Value(Sheet.PROVINCE, labels.province(row.getString("province")), events);
            });
    for (Value value : values) {
      totals.add(value.sheet(), value.label(), value.events());
    }
    return totals;
  }

  void add(Sheet sheet, String label, long events) {
    bySheet
        .computeIfAbsent(sheet, each -> new ArrayList<>())
        .add(new Workbook.Total(label, events));
  }

  @Nullable Long snapshot() {
    return snapshot;
  }

  List<Workbook.Total> of(Sheet sheet) {
    return bySheet.getOrDefault(sheet, List.of());
  }

  /** The header of the values, as in the original. */
  static String field(Sheet sheet) {
    return switch (sheet) {
      case ACTION -> "action_type";
      case AGE -> "age_range";
      case GENDER -> "gender";
      case PROVINCE -> "province";
      case RAW -> throw new IllegalArgumentException("raw has no totals");
    };
  }
}
