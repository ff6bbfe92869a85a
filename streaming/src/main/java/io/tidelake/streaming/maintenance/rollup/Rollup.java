package io.tidelake.streaming.maintenance.rollup;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.maintenance.rows.Accumulator;
import io.tidelake.streaming.maintenance.rows.Sketches;
import io.tidelake.streaming.maintenance.rows.Sums;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * A table that is a function of another one.
 *
 * @param target the table kept
 * @param source the table that it is made of
 * @param columns those of the source that are read, in order
 * @param subtracts whether a deleted row can be taken off again; else the dates that lost rows are
 *     counted anew
 * @param counter makes a counter for a business time zone
 */
public record Rollup(
    LakeTable target,
    LakeTable source,
    Schema columns,
    boolean subtracts,
    Function<ZoneId, Counter> counter) {

  private static final Set<String> COUNTS = Set.of("events", "late_events");

  private static final int MICROSECONDS = 6;

  /** Every rollup. */
  public static final List<Rollup> ALL =
      List.of(
          of(
              LakeTables.BEHAVIOR_1H,
              LakeTables.BEHAVIOR_1M,
              true,
              HourCells::new,
              "window_start",
              "action",
              "age_range",
              "gender",
              "province",
              "events",
              "late_events",
              "dt"),
          of(
              LakeTables.BEHAVIOR_1D,
              LakeTables.BEHAVIOR_1M,
              true,
              zone -> new DayCells(),
              "dt",
              "action",
              "age_range",
              "gender",
              "province",
              "events",
              "late_events"),
          of(
              LakeTables.VISITORS_1H,
              LakeTables.RAW_EVENTS,
              false,
              Visitors::new,
              "event_time",
              "user_id",
              "action",
              "age_range",
              "gender",
              "province",
              "dt"),
          of(
              LakeTables.HOT_ITEMS_1H,
              LakeTables.RAW_EVENTS,
              true,
              HotItems::new,
              "event_time",
              "item_id",
              "cat_id",
              "brand_id",
              "action",
              "dt"));

  /** Whether a partition of the target is a date; else it is a month. */
  boolean byDate() {
    return target != LakeTables.BEHAVIOR_1D;
  }

  private static Rollup of(
      LakeTable target,
      LakeTable source,
      boolean subtracts,
      Function<ZoneId, Counter> counter,
      String... columns) {
    List<Types.NestedField> fields =
        List.of(columns).stream().map(name -> source.schema().findField(name)).toList();
    return new Rollup(target, source, new Schema(fields), subtracts, counter);
  }

  /** {@code behavior_1h}: a row of a minute is one of its hour. */
  private static final class HourCells implements Counter {
    private final BusinessHours hours;
    private final Sums sums = new Sums(LakeTables.BEHAVIOR_1H, COUNTS);
    private final GenericRowData cell = new GenericRowData(8);

    HourCells(ZoneId zone) {
      hours = new BusinessHours(zone);
    }

    @Override
    public void add(RowData row, int sign) {
      cell.setField(0, hour(row, hours));
      cell.setField(1, row.getInt(1));
      cell.setField(2, row.getInt(2));
      cell.setField(3, row.getInt(3));
      cell.setField(4, row.getString(4));
      cell.setField(5, row.getLong(5));
      cell.setField(6, row.getLong(6));
      cell.setField(7, row.getInt(7));
      sums.add(cell, sign);
    }

    @Override
    public Accumulator counted() {
      return sums;
    }
  }

  /** {@code behavior_1d}: the columns read are those of the rollup. */
  private static final class DayCells implements Counter {
    private final Sums sums = new Sums(LakeTables.BEHAVIOR_1D, COUNTS);

    @Override
    public void add(RowData row, int sign) {
      sums.add(row, sign);
    }

    @Override
    public Accumulator counted() {
      return sums;
    }
  }

  /** {@code visitors_1h}: an event belongs to all and to one value of each dimension. */
  private static final class Visitors implements Counter {
    private static final StringData ALL_EVENTS = StringData.fromString("all");
    private static final StringData NO_VALUE = StringData.fromString("");
    private static final StringData ACTION = StringData.fromString("action");
    private static final StringData AGE_RANGE = StringData.fromString("age_range");
    private static final StringData GENDER = StringData.fromString("gender");
    private static final StringData PROVINCE = StringData.fromString("province");

    private final BusinessHours hours;
    private final Sketches sketches = new Sketches(LakeTables.VISITORS_1H, "sketch");
    private final GenericRowData cell = new GenericRowData(5);

    Visitors(ZoneId zone) {
      hours = new BusinessHours(zone);
    }

    @Override
    public void add(RowData row, int sign) {
      if (sign < 0) {
        throw new IllegalArgumentException("a sketch forgets nobody");
      }
      long user = Sketches.hash(row.getString(1));
      cell.setField(0, hour(row, hours));
      cell.setField(4, row.getInt(6));
      add(ALL_EVENTS, NO_VALUE, user);
      add(ACTION, text(row.getInt(2)), user);
      add(AGE_RANGE, text(row.getInt(3)), user);
      add(GENDER, text(row.getInt(4)), user);
      add(PROVINCE, row.getString(5), user);
    }

    private void add(StringData dimension, StringData value, long user) {
      cell.setField(1, dimension);
      cell.setField(2, value);
      sketches.add(cell, user);
    }

    private static StringData text(int code) {
      return StringData.fromString(Integer.toString(code));
    }

    @Override
    public Accumulator counted() {
      return sketches;
    }
  }

  /** {@code hot_items_1h}: an event counts for its item and, where known, category and brand. */
  private static final class HotItems implements Counter {
    private static final StringData ITEM = StringData.fromString("item");
    private static final StringData CATEGORY = StringData.fromString("category");
    private static final StringData BRAND = StringData.fromString("brand");

    private final BusinessHours hours;
    private final Sums sums = new Sums(LakeTables.HOT_ITEMS_1H, Set.of("events"));
    private final GenericRowData cell = new GenericRowData(6);

    HotItems(ZoneId zone) {
      hours = new BusinessHours(zone);
      cell.setField(4, 1L);
    }

    @Override
    public void add(RowData row, int sign) {
      cell.setField(0, hour(row, hours));
      cell.setField(3, row.getInt(4));
      cell.setField(5, row.getInt(5));
      add(ITEM, row.getString(1), sign);
      add(CATEGORY, row.getString(2), sign);
      add(BRAND, row.getString(3), sign);
    }

    private void add(StringData kind, StringData id, int sign) {
      if (id.toBytes().length > 0) {
        cell.setField(1, kind);
        cell.setField(2, id);
        sums.add(cell, sign);
      }
    }

    @Override
    public Accumulator counted() {
      return sums;
    }
  }

  private static TimestampData hour(RowData row, BusinessHours hours) {
    return TimestampData.fromEpochMillis(
        hours.start(row.getTimestamp(0, MICROSECONDS).getMillisecond()));
  }
}
