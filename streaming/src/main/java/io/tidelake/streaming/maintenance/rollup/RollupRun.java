package io.tidelake.streaming.maintenance.rollup;

import io.tidelake.schema.table.RollupCommit;
import io.tidelake.schema.table.RunReason;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.streaming.maintenance.rows.RowReader;
import io.tidelake.streaming.maintenance.rows.RowWriter;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one rollup up to the newest snapshot of its source, in one commit.
 *
 * <p><b>Exactly once</b>: the commit carries the id of the snapshot that it covers, and every try
 * of it fails if the rollup covers something else by then than when the run began, which the
 * catalog compares and swaps. An answer that is lost does no harm: the next run begins with what
 * the table says.
 *
 * <p><b>Cost</b>: the files that the source gained and lost since. All of the source is read only
 * the first time and when the covered snapshot is no longer in the source's history (a rollback, or
 * expiry by others), or while rows are deleted by delete files (an analyst's {@code DELETE}, until
 * compaction applies it).
 *
 * <p><b>Memory</b>: one date at a time and at most so many cells of it; more are written as several
 * rows of a cell.
 *
 * <p>Files of a run that fails are left to orphan removal: whether a commit took effect can be
 * unknown.
 */
public final class RollupRun {

  private static final Logger LOG = LoggerFactory.getLogger(RollupRun.class);

  private static final int MAX_CELLS = 250_000;

  private final Rollup rollup;
  private final Table source;
  private final Table target;
  private final ZoneId zone;
  private final int maxCells;

  /**
   * @param zone the business time zone
   */
  public RollupRun(Rollup rollup, Table source, Table target, ZoneId zone) {
    this(rollup, source, target, zone, MAX_CELLS);
  }

  RollupRun(Rollup rollup, Table source, Table target, ZoneId zone, int maxCells) {
    this.rollup = rollup;
    this.source = source;
    this.target = target;
    this.zone = zone;
    this.maxCells = maxCells;
  }

  /** What there is to do, from metadata alone. */
  public RollupPlan plan() {
    source.refresh();
    target.refresh();
    OptionalLong covered = RollupCommit.covered(target);
    Snapshot newest = source.currentSnapshot();
    if (newest == null || (covered.isPresent() && hasSameRows(newest, covered.getAsLong()))) {
      return RollupPlan.NOTHING;
    }
    if (covered.isEmpty()) {
      return new RollupPlan(
          RollupPlan.Kind.BUILD, newest.snapshotId(), RunReason.ROLLUP_FIRST.text());
    }
    if (!isInHistory(covered.getAsLong(), newest)) {
      return new RollupPlan(
          RollupPlan.Kind.BUILD,
          newest.snapshotId(),
          RunReason.ROLLUP_LOST.text(covered.getAsLong(), rollup.source().name()));
    }
    if (SourceChanges.any(source, covered.getAsLong(), newest.snapshotId())) {
      return new RollupPlan(
          RollupPlan.Kind.ADD,
          newest.snapshotId(),
          RunReason.ROLLUP_ADD.text(rollup.source().name()));
    }
    return new RollupPlan(
        RollupPlan.Kind.ADVANCE,
        newest.snapshotId(),
        RunReason.ROLLUP_ADVANCE.text(rollup.source().name()));
  }

  /**
   * Expiry makes such snapshots: to note each of them in every rollup would be a commit for
   * nothing.
   */
  private boolean hasSameRows(Snapshot newest, long covered) {
    Snapshot snapshot = newest;
    while (snapshot != null
        && snapshot.snapshotId() != covered
        && snapshot.parentId() != null
        && StreamCommit.isRepeated(snapshot)) {
      snapshot = source.snapshot(snapshot.parentId());
    }
    return snapshot != null && snapshot.snapshotId() == covered;
  }

  private boolean isInHistory(long covered, Snapshot newest) {
    Snapshot snapshot = newest;
    while (snapshot != null && snapshot.snapshotId() != covered) {
      snapshot = snapshot.parentId() == null ? null : source.snapshot(snapshot.parentId());
    }
    return snapshot != null;
  }

  /**
   * Does what {@link #plan} says.
   *
   * @throws RolledUpMeanwhileException if another run was faster; nothing was changed
   * @throws RuntimeException if the catalog or the object store fails; whether the commit took
   *     effect is then open, and the next run finds out
   */
  public RollupPlan run() throws IOException {
    return run(plan(), List.of());
  }

  /**
   * Counts a date anew at the snapshot of the source that the rollup covers and, if it says
   * anything else, replaces the date, in one commit that takes over what changed since too. A
   * partition that is a month is replaced as a whole. A rollup that was never run stays empty.
   *
   * @return how many of the rows that the date should have, or has, differed
   * @throws RolledUpMeanwhileException as {@link #run}
   * @throws RuntimeException as {@link #run}
   */
  public long recount(LocalDate date) throws IOException {
    source.refresh();
    target.refresh();
    OptionalLong covered = RollupCommit.covered(target);
    if (covered.isEmpty()) {
      return 0;
    }
    if (source.snapshot(covered.getAsLong()) == null) {
      throw new RolledUpMeanwhileException(
          rollup.target().name(),
          Optional.of(Long.toString(covered.getAsLong())),
          Optional.empty());
    }
    long differing =
        new DateComparison(rollup, source, target, zone, maxCells)
            .differing(covered.getAsLong(), date);
    if (differing > 0) {
      RollupPlan plan = plan();
      run(
          plan.kind() == RollupPlan.Kind.NOTHING
              ? new RollupPlan(RollupPlan.Kind.ADVANCE, covered.getAsLong(), "asked for")
              : plan,
          partition(date));
    }
    return differing;
  }

  /**
   * Counts every date anew at the snapshot of the source that the rollup covers, and compares;
   * changes nothing. Reads all of the source, of a date with many cells more than once.
   *
   * @param found takes what differs as a text for people, a line a row
   * @return how many of the rows that there should be, or are, differ; 0 for a rollup that was
   *     never run, or whose covered snapshot has expired, so that nobody can tell
   */
  public long differing(Consumer<String> found) throws IOException {
    source.refresh();
    target.refresh();
    OptionalLong covered = RollupCommit.covered(target);
    if (covered.isEmpty() || source.snapshot(covered.getAsLong()) == null) {
      return 0;
    }
    DateComparison comparison = new DateComparison(rollup, source, target, zone, maxCells);
    long differing = 0;
    for (LocalDate date : dates(covered.getAsLong())) {
      differing += comparison.differing(covered.getAsLong(), date, found);
    }
    return differing;
  }

  /** Those that the source had at the snapshot, and those that the target may have. */
  private Set<LocalDate> dates(long snapshot) throws IOException {
    Set<LocalDate> dates = new TreeSet<>();
    try (CloseableIterable<FileScanTask> files =
        source.newScan().useSnapshot(snapshot).planFiles()) {
      files.forEach(file -> dates.add(LocalDate.ofEpochDay(SourceChanges.date(file.file()))));
    }
    try (CloseableIterable<FileScanTask> files = target.newScan().planFiles()) {
      for (FileScanTask file : files) {
        int value = SourceChanges.date(file.file());
        dates.addAll(
            rollup.byDate()
                ? List.of(LocalDate.ofEpochDay(value))
                : partition(LocalDate.EPOCH.plusMonths(value)));
      }
    }
    return dates;
  }

  /** The dates of the target's partition. */
  private List<LocalDate> partition(LocalDate date) {
    return rollup.byDate()
        ? List.of(date)
        : date.withDayOfMonth(1).datesUntil(date.withDayOfMonth(1).plusMonths(1)).toList();
  }

  /**
   * Makes all of the rollup anew, whatever it covers, and replaces it at once.
   *
   * @throws RuntimeException as {@link #run}
   */
  public RollupPlan rebuild() throws IOException {
    source.refresh();
    target.refresh();
    Snapshot newest = source.currentSnapshot();
    return run(
        newest == null
            ? RollupPlan.NOTHING
            : new RollupPlan(RollupPlan.Kind.BUILD, newest.snapshotId(), "asked for"),
        List.of());
  }

  /**
   * @param asked dates to be counted anew in any case, the first to the last without a gap; of a
   *     target whose partitions are months, all of one
   */
  private RollupPlan run(RollupPlan planned, List<LocalDate> asked) throws IOException {
    RollupPlan plan = planned;
    if (plan.kind() == RollupPlan.Kind.NOTHING) {
      return plan;
    }
    Optional<String> seen = newestCovered(ancestors());
    long newest = plan.snapshot();
    try (RowWriter writer = new RowWriter(target)) {
      Pass pass = new Pass(rollup.counter().apply(zone), writer);
      @Nullable Expression replaced = null;
      Optional<SourceChanges> changes = Optional.empty();
      if (plan.kind() == RollupPlan.Kind.ADD) {
        long covered = RollupCommit.covered(target).orElseThrow();
        changes = SourceChanges.between(source, covered, newest);
        if (changes.isEmpty()) {
          plan =
              new RollupPlan(
                  RollupPlan.Kind.BUILD,
                  newest,
                  "%s has rows deleted by delete files".formatted(rollup.source().name()));
        }
      }
      if (plan.kind() == RollupPlan.Kind.BUILD) {
        pass.live(newest, Expressions.alwaysTrue());
        replaced = Expressions.alwaysTrue();
      } else {
        Set<Integer> anew = new TreeSet<>();
        if (changes.isPresent() && !rollup.subtracts()) {
          anew.addAll(changes.get().datesWithDeletes());
        }
        asked.forEach(date -> anew.add((int) date.toEpochDay()));
        if (changes.isPresent()) {
          pass.changes(changes.get(), anew);
        }
        if (!anew.isEmpty()) {
          Expression dates = rollup.byDate() ? Expressions.in("dt", anew.toArray()) : range(asked);
          pass.live(newest, dates);
          replaced = dates;
        }
      }
      pass.end();
      commit(writer.complete(), replaced, newest, seen);
    }
    LOG.info("{}: {}", rollup.target().name(), plan);
    return plan;
  }

  /** As a range, which Iceberg knows to be whole partitions even if they are months. */
  private static Expression range(List<LocalDate> dates) {
    return Expressions.and(
        Expressions.greaterThanOrEqual("dt", (int) dates.get(0).toEpochDay()),
        Expressions.lessThan("dt", (int) dates.get(dates.size() - 1).plusDays(1).toEpochDay()));
  }

  private void commit(
      List<DataFile> files, @Nullable Expression replaced, long covered, Optional<String> seen) {
    Transaction transaction = target.newTransaction();
    SnapshotUpdate<?> update;
    if (replaced == null) {
      AppendFiles append = transaction.newAppend();
      files.forEach(append::appendFile);
      update = append;
    } else {
      OverwriteFiles overwrite = transaction.newOverwrite().overwriteByRowFilter(replaced);
      files.forEach(overwrite::addFile);
      update = overwrite;
    }
    update.set(RollupCommit.COVERED, Long.toString(covered));
    update.validateWith(
        snapshots -> {
          Optional<String> found = newestCovered(snapshots);
          if (!found.equals(seen)) {
            throw new RolledUpMeanwhileException(rollup.target().name(), seen, found);
          }
          return true;
        });
    update.commit();
    transaction.updateProperties().set(RollupCommit.COVERED, Long.toString(covered)).commit();
    transaction.commitTransaction();
  }

  private List<Snapshot> ancestors() {
    List<Snapshot> ancestors = new ArrayList<>();
    Snapshot snapshot = target.currentSnapshot();
    while (snapshot != null) {
      ancestors.add(snapshot);
      snapshot = snapshot.parentId() == null ? null : target.snapshot(snapshot.parentId());
    }
    return ancestors;
  }

  private static Optional<String> newestCovered(Iterable<Snapshot> snapshots) {
    for (Snapshot snapshot : snapshots) {
      String covered = snapshot.summary().get(RollupCommit.COVERED);
      if (covered != null) {
        return Optional.of(covered);
      }
    }
    return Optional.empty();
  }

  /** Counts files, date by date. */
  private final class Pass {

    private final Counter counter;
    private final RowWriter writer;

    Pass(Counter counter, RowWriter writer) {
      this.counter = counter;
      this.writer = writer;
    }

    void changes(SourceChanges changes, Set<Integer> without) throws IOException {
      for (Map.Entry<Integer, List<SourceChanges.Change>> date : changes.byDate().entrySet()) {
        if (without.contains(date.getKey())) {
          continue;
        }
        for (SourceChanges.Change change : date.getValue()) {
          try (CloseableIterable<RowData> rows =
              RowReader.written(source, change.file(), rollup.columns())) {
            for (RowData row : rows) {
              add(row, change.sign());
            }
          }
        }
        endOfDate();
      }
    }

    void live(long snapshot, Expression filter) throws IOException {
      Map<Integer, List<FileScanTask>> files = new TreeMap<>();
      try (CloseableIterable<FileScanTask> planned =
          source.newScan().useSnapshot(snapshot).filter(filter).planFiles()) {
        for (FileScanTask file : planned) {
          files
              .computeIfAbsent(SourceChanges.date(file.file()), date -> new ArrayList<>())
              .add(file);
        }
      }
      for (List<FileScanTask> date : files.values()) {
        for (FileScanTask file : date) {
          try (CloseableIterator<RowData> rows = RowReader.live(source, file, rollup.columns())) {
            while (rows.hasNext()) {
              add(rows.next(), 1);
            }
          }
        }
        endOfDate();
      }
    }

    private void add(RowData row, int sign) throws IOException {
      counter.add(row, sign);
      if (counter.counted().size() >= maxCells) {
        counter.counted().drain(writer);
      }
    }

    private void endOfDate() throws IOException {
      // A file of several dates is closed when all of them are counted.
      if (rollup.byDate()) {
        counter.counted().drain(writer);
        writer.closeFiles();
      }
    }

    void end() throws IOException {
      counter.counted().drain(writer);
    }
  }
}
