package io.tidelake.streaming.maintenance.recompute;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.RetentionCommit;
import io.tidelake.streaming.maintenance.rows.RowReader;
import io.tidelake.streaming.maintenance.rows.RowWriter;
import io.tidelake.streaming.maintenance.rows.Sums;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
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
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.util.DataFileSet;
import org.apache.iceberg.util.DeleteFileSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares one date of {@code behavior_1m} with {@code raw_events} at snapshots that hold the same
 * records of the stream and, if anything differs, replaces what it compared by one row a cell.
 *
 * <p><b>Beside the stream</b>: the commit takes off exactly the data files that the compared
 * snapshot had of the date. What was appended since stays, since it was not counted either. If one
 * of those files is gone by then (compaction, retention) or has lost rows, nothing is committed,
 * and the date is read and compared anew. A date that is compacted under every try is put right by
 * appending what differs, which fits whatever became of the files.
 *
 * <p><b>Readers</b> see the date of the table as it was or as it should be: it is one commit. What
 * is read of several dates, or of rollups too, can be old here and new there until the last commit
 * of a run; where that matters, read at a tag or ask again when the run has ended. One commit for
 * all dates would have to be counted anew as a whole whenever one of them is compacted or written
 * to by an analyst meanwhile. Its operation is {@code overwrite}, and it names the date among its
 * partitions; rollups take off the rows of the files that went and add those of the new ones, like
 * of any other commit.
 *
 * <p><b>Two at once</b> would both count what was appended to a date without files: each commit
 * carries a mark, and the second one is refused and begins anew. A mark of its own tells a try that
 * an earlier one took effect whose answer was lost. Nor is a date corrected again before {@code
 * raw_events} has caught up with its correction: what is compared would be older than that, and
 * would differ by the same once more.
 *
 * <p><b>Memory</b>: the cells of an hour. Nothing is written as long as nothing differs.
 */
public final class MinuteCorrection {

  /** In the summary of each correction; another value each time. */
  private static final String MARK = "tidelake.recomputed";

  /** In the summary of each correction: which date it put right. */
  private static final String DATE = "tidelake.recomputed-date";

  /** After these, what differs is appended instead. */
  private static final int MAX_REPLACEMENTS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(MinuteCorrection.class);

  private static final int MICROSECONDS = 6;
  private static final long MINUTE_MILLIS = 60_000;
  private static final long HOUR_MILLIS = 60 * MINUTE_MILLIS;
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
   *     positions, or none since the date was put right last; nothing was changed
   * @throws RuntimeException if the catalog or the object store fails; whether the commit took
   *     effect is then open, and the next run finds out
   */
  public long run(LocalDate date) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(date, attempt <= MAX_REPLACEMENTS);
      } catch (CommitFailedException | ValidationException | CorrectedMeanwhileException conflict) {
        if (attempt > MAX_REPLACEMENTS) {
          throw conflict;
        }
        LOG.info("{} of behavior_1m: {}; counting again", date, conflict.toString());
      }
    }
  }

  private long attempt(LocalDate date, boolean replace) throws IOException {
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
                () -> new IllegalStateException(SamePositions.whyNone(rawEvents, behavior1m)));
    requireNotPutRightSince(same, date);
    String seen = mark(behavior1m.currentSnapshot());
    try (RowWriter differences = new RowWriter(behavior1m);
        RowWriter cells = new RowWriter(behavior1m)) {
      for (Hour hour : hours(date)) {
        compare(same, date, hour, differences);
      }
      List<DataFile> corrections = differences.complete();
      if (corrections.isEmpty()) {
        return 0;
      }
      if (replace) {
        RowWriter.delete(behavior1m, corrections);
        for (Hour hour : hours(date)) {
          count(same, date, hour, cells);
        }
        replace(same, date, cells.complete(), seen);
      } else {
        AppendFiles append = behavior1m.newAppend();
        corrections.forEach(append::appendFile);
        commit(append, date, seen);
      }
      return corrections.stream().mapToLong(DataFile::recordCount).sum();
    }
  }

  /** What a killed commit of the other table leaves can make the newest pair an old one. */
  private void requireNotPutRightSince(SamePositions same, LocalDate date) {
    Snapshot snapshot = behavior1m.currentSnapshot();
    while (snapshot != null && snapshot.snapshotId() != same.minutes()) {
      if (date.toString().equals(snapshot.summary().get(DATE))) {
        throw new IllegalStateException(
            "%s was put right already, and raw_events has not caught up with behavior_1m since: try again in some seconds; if a backfill was stopped, load its files again first"
                .formatted(date));
      }
      snapshot = snapshot.parentId() == null ? null : behavior1m.snapshot(snapshot.parentId());
    }
  }

  /**
   * An hour of a date; the first and the last one reach to the ends of time, for rows of the date
   * that say they were at another one.
   *
   * @param from epoch milliseconds, inclusive
   * @param to epoch milliseconds, exclusive
   */
  private record Hour(long from, long to) {

    Expression of(String column) {
      Expression all = Expressions.alwaysTrue();
      return Expressions.and(
          from == Long.MIN_VALUE ? all : Expressions.greaterThanOrEqual(column, from * 1_000),
          to == Long.MAX_VALUE ? all : Expressions.lessThan(column, to * 1_000));
    }

    boolean contains(long millis) {
      return millis >= from && millis < to;
    }
  }

  private List<Hour> hours(LocalDate date) {
    long end = date.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
    List<Hour> hours = new ArrayList<>();
    long from = Long.MIN_VALUE;
    long to = date.atStartOfDay(zone).toInstant().toEpochMilli() + HOUR_MILLIS;
    while (to < end) {
      hours.add(new Hour(from, to));
      from = to;
      to += HOUR_MILLIS;
    }
    hours.add(new Hour(from, Long.MAX_VALUE));
    return hours;
  }

  private void compare(SamePositions same, LocalDate date, Hour hour, RowWriter writer)
      throws IOException {
    Sums difference = new Sums(LakeTables.BEHAVIOR_1M, COUNTS);
    addEvents(same, date, hour, difference);
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

  private void count(SamePositions same, LocalDate date, Hour hour, RowWriter writer)
      throws IOException {
    Sums cells = new Sums(LakeTables.BEHAVIOR_1M, COUNTS);
    addEvents(same, date, hour, cells);
    cells.drain(writer);
  }

  private void addEvents(SamePositions same, LocalDate date, Hour hour, Sums cells)
      throws IOException {
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
          cells.add(cell, 1);
        });
  }

  private interface RowVisitor {
    void visit(RowData row);
  }

  private static void read(
      Table table,
      long snapshot,
      LocalDate date,
      String timeColumn,
      Hour hour,
      List<String> columns,
      RowVisitor visitor)
      throws IOException {
    Schema schema =
        new Schema(columns.stream().map(name -> table.schema().findField(name)).toList());
    try (CloseableIterable<FileScanTask> files =
        table
            .newScan()
            .useSnapshot(snapshot)
            .filter(Expressions.and(of(date), hour.of(timeColumn)))
            .planFiles()) {
      for (FileScanTask file : files) {
        try (CloseableIterator<RowData> rows = RowReader.live(table, file, schema)) {
          while (rows.hasNext()) {
            RowData row = rows.next();
            if (hour.contains(row.getTimestamp(0, MICROSECONDS).getMillisecond())) {
              visitor.visit(row);
            }
          }
        }
      }
    }
  }

  private static Expression of(LocalDate date) {
    return Expressions.equal("dt", (int) date.toEpochDay());
  }

  private void replace(SamePositions same, LocalDate date, List<DataFile> cells, String seen)
      throws IOException {
    OverwriteFiles overwrite =
        behavior1m
            .newOverwrite()
            .validateFromSnapshot(same.minutes())
            // With it goes that the files must all be there.
            .validateNoConflictingDeletes();
    DataFileSet files = DataFileSet.create();
    // Left behind they would be for no file, and rollups would take the table for one with deletes.
    DeleteFileSet deletes = DeleteFileSet.create();
    try (CloseableIterable<FileScanTask> compared =
        behavior1m.newScan().useSnapshot(same.minutes()).filter(of(date)).planFiles()) {
      for (FileScanTask file : compared) {
        files.add(file.file());
        deletes.addAll(file.deletes());
      }
    }
    overwrite.deleteFiles(files, deletes);
    cells.forEach(overwrite::addFile);
    commit(overwrite, date, seen);
  }

  private void commit(SnapshotUpdate<?> update, LocalDate date, String seen) {
    String mark = UUID.randomUUID().toString();
    update.set(MARK, mark);
    update.set(DATE, date.toString());
    update.validateWith(
        snapshots -> {
          Iterator<Snapshot> newest = snapshots.iterator();
          String found = "";
          while (found.isEmpty() && newest.hasNext()) {
            found = newest.next().summary().getOrDefault(MARK, "");
          }
          if (!found.equals(seen)) {
            throw new CorrectedMeanwhileException(found);
          }
          return true;
        });
    try {
      update.commit();
    } catch (CorrectedMeanwhileException found) {
      if (!found.mark().equals(mark)) {
        throw found;
      }
    }
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
