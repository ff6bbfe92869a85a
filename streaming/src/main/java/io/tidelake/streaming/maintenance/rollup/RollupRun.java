package io.tidelake.streaming.maintenance.rollup;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.RollupCommit;
import io.tidelake.streaming.maintenance.rows.RowReader;
import io.tidelake.streaming.maintenance.rows.RowWriter;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
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
    if (newest == null || (covered.isPresent() && covered.getAsLong() == newest.snapshotId())) {
      return RollupPlan.NOTHING;
    }
    if (covered.isEmpty()) {
      return new RollupPlan(RollupPlan.Kind.BUILD, newest.snapshotId(), "never rolled up");
    }
    if (!isInHistory(covered.getAsLong(), newest)) {
      return new RollupPlan(
          RollupPlan.Kind.BUILD,
          newest.snapshotId(),
          "snapshot %d is no longer in the history of %s"
              .formatted(covered.getAsLong(), rollup.source().name()));
    }
    if (SourceChanges.any(source, covered.getAsLong(), newest.snapshotId())) {
      return new RollupPlan(
          RollupPlan.Kind.ADD, newest.snapshotId(), "new snapshots of " + rollup.source().name());
    }
    return new RollupPlan(
        RollupPlan.Kind.ADVANCE, newest.snapshotId(), rollup.source().name() + " was compacted");
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
    return run(plan());
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
            : new RollupPlan(RollupPlan.Kind.BUILD, newest.snapshotId(), "asked for"));
  }

  private RollupPlan run(RollupPlan planned) throws IOException {
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
      } else if (changes.isPresent()) {
        Set<Integer> anew = rollup.subtracts() ? Set.of() : changes.get().datesWithDeletes();
        pass.changes(changes.get(), anew);
        if (!anew.isEmpty()) {
          Expression dates = Expressions.in("dt", anew.toArray());
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
    private final boolean byDate;

    Pass(Counter counter, RowWriter writer) {
      this.counter = counter;
      this.writer = writer;
      // A file of several dates is closed when all of them are counted.
      this.byDate = rollup.target() != LakeTables.BEHAVIOR_1D;
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
      if (byDate) {
        counter.counted().drain(writer);
        writer.closeFiles();
      }
    }

    void end() throws IOException {
      counter.counted().drain(writer);
    }
  }
}
