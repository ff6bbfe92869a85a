package io.tidelake.streaming.maintenance.recompute;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.RetentionCommit;
import io.tidelake.streaming.maintenance.rows.RowReader;
import io.tidelake.streaming.maintenance.rows.RowWriter;
import io.tidelake.streaming.maintenance.rows.Sums;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.jspecify.annotations.Nullable;

/**
 * Compares one date of {@code behavior_1m} with {@code raw_events} at snapshots that hold the same
 * records of the stream, and appends what differs. Rollups take the correction over like any
 * append.
 *
 * <p>An hour at a time, so memory holds the cells of an hour. Two corrections at once would both
 * add what is missing: the second one to commit is refused.
 */
public final class MinuteCorrection {

  /** In the summary of each correction; another value each time. */
  private static final String MARK = "tidelake.recomputed";

  private static final int MICROSECONDS = 6;
  private static final long MINUTE_MILLIS = 60_000;
  private static final Set<String> COUNTS = Set.of("events", "late_events");

  private final Table rawEvents;
  private final Table behavior1m;
  private final ZoneId zone;

  /**
   * @param zone the business time zone of the streaming job
   */
  public MinuteCorrection(Table rawEvents, Table behavior1m, ZoneId zone) {
    this.rawEvents = rawEvents;
    this.behavior1m = behavior1m;
    this.zone = zone;
  }

  /**
   * Puts the date right.
   *
   * @return how many cells of a minute differed
   * @throws IllegalStateException if retention has dropped the date's events, the tables share no
   *     positions, or another correction was faster; nothing was changed
   */
  public long run(LocalDate date) throws IOException {
    rawEvents.refresh();
    behavior1m.refresh();
    String before = rawEvents.properties().get(RetentionCommit.BEFORE);
    if (before != null && date.isBefore(LocalDate.parse(before))) {
      throw new IllegalStateException(
          "retention has dropped the events of dates before %s, so %s can't be counted anew: its cells stay as they are"
              .formatted(before, date));
    }
    if (rawEvents.currentSnapshot() == null && behavior1m.currentSnapshot() == null) {
      return 0;
    }
    SamePositions same =
        SamePositions.newest(rawEvents, behavior1m)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "raw_events and behavior_1m have no snapshots of the same Kafka positions: try again in some seconds; a backfill that was stopped has to be repeated first"));
    String seen = mark(behavior1m.currentSnapshot());
    try (RowWriter writer = new RowWriter(behavior1m)) {
      Instant end = date.plusDays(1).atStartOfDay(zone).toInstant();
      for (Instant hour = date.atStartOfDay(zone).toInstant();
          hour.isBefore(end);
          hour = hour.plusSeconds(3_600)) {
        compare(same, date, hour, writer);
      }
      List<DataFile> corrections = writer.complete();
      if (corrections.isEmpty()) {
        return 0;
      }
      commit(corrections, seen);
      return corrections.stream().mapToLong(DataFile::recordCount).sum();
    }
  }

  private void compare(SamePositions same, LocalDate date, Instant hour, RowWriter writer)
      throws IOException {
    Sums difference = new Sums(LakeTables.BEHAVIOR_1M, COUNTS);
    GenericRowData cell = new GenericRowData(8);
    cell.setField(5, 1L);
    cell.setField(7, (int) date.toEpochDay());
    read(
        rawEvents,
        same.events(),
        date,
        "event_time",
        hour,
        List.of("event_time", "action", "age_range", "gender", "province", "is_late"),
        row -> {
          long millis = row.getTimestamp(0, MICROSECONDS).getMillisecond();
          cell.setField(
              0, TimestampData.fromEpochMillis(millis - Math.floorMod(millis, MINUTE_MILLIS)));
          for (int i = 1; i <= 3; i++) {
            cell.setField(i, row.getInt(i));
          }
          cell.setField(4, row.getString(4));
          cell.setField(6, row.getBoolean(5) ? 1L : 0L);
          difference.add(cell, 1);
        });
    read(
        behavior1m,
        same.minutes(),
        date,
        "window_start",
        hour,
        LakeTables.BEHAVIOR_1M.schema().columns().stream().map(column -> column.name()).toList(),
        row -> difference.add(row, -1));
    difference.drain(writer);
  }

  private interface RowVisitor {
    void visit(RowData row);
  }

  private static void read(
      Table table,
      long snapshot,
      LocalDate date,
      String timeColumn,
      Instant hour,
      List<String> columns,
      RowVisitor visitor)
      throws IOException {
    Schema schema =
        new Schema(columns.stream().map(name -> table.schema().findField(name)).toList());
    Instant end = hour.plusSeconds(3_600);
    Expression time =
        Expressions.and(
            Expressions.greaterThanOrEqual(timeColumn, micros(hour)),
            Expressions.lessThan(timeColumn, micros(end)));
    try (CloseableIterable<FileScanTask> files =
        table
            .newScan()
            .useSnapshot(snapshot)
            .filter(Expressions.and(Expressions.equal("dt", (int) date.toEpochDay()), time))
            .planFiles()) {
      for (FileScanTask file : files) {
        try (CloseableIterator<RowData> rows = RowReader.live(table, file, schema)) {
          while (rows.hasNext()) {
            RowData row = rows.next();
            long millis = row.getTimestamp(0, MICROSECONDS).getMillisecond();
            if (millis >= hour.toEpochMilli() && millis < end.toEpochMilli()) {
              visitor.visit(row);
            }
          }
        }
      }
    }
  }

  private static long micros(Instant time) {
    return time.toEpochMilli() * 1_000;
  }

  private void commit(List<DataFile> corrections, String seen) {
    AppendFiles append = behavior1m.newAppend().set(MARK, UUID.randomUUID().toString());
    corrections.forEach(append::appendFile);
    append.validateWith(
        snapshots -> {
          Iterator<Snapshot> newest = snapshots.iterator();
          String found = "";
          while (found.isEmpty() && newest.hasNext()) {
            found = newest.next().summary().getOrDefault(MARK, "");
          }
          if (!found.equals(seen)) {
            throw new IllegalStateException(
                "another run corrected behavior_1m meanwhile: run again to see what is left");
          }
          return true;
        });
    append.commit();
  }

  private String mark(@Nullable Snapshot newest) {
    Snapshot snapshot = newest;
    while (snapshot != null) {
      String mark = snapshot.summary().get(MARK);
      if (mark != null) {
        return Objects.requireNonNull(mark);
      }
      snapshot = snapshot.parentId() == null ? null : behavior1m.snapshot(snapshot.parentId());
    }
    return "";
  }
}
