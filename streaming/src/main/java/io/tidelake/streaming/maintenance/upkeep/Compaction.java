package io.tidelake.streaming.maintenance.upkeep;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.MaintenancePolicy;
import io.tidelake.schema.table.RunNote;
import io.tidelake.schema.table.RunReason;
import io.tidelake.streaming.maintenance.rows.Accumulator;
import io.tidelake.streaming.maintenance.rows.RowReader;
import io.tidelake.streaming.maintenance.rows.RowWriter;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes small files anew as larger ones. Where rows are additive deltas, those of a cell become
 * one row; elsewhere rows keep the order in which they came, which is nearly that of time.
 *
 * <p><b>Beside the stream</b>: what it appends meanwhile is left alone, and its next commit begins
 * where the table stands, since a compaction says nothing of positions ({@link
 * io.tidelake.schema.table.StreamCommit}). The snapshot's operation is {@code replace}: readers of
 * changes skip it.
 *
 * <p><b>Memory</b>: a row group of one output file, and of deltas the cells of one span of time, of
 * which there are as many as it takes.
 *
 * <p>Several partitions make one commit, up to a number of bytes, and a partition of more makes
 * several, so that a killed process loses little; one whose deltas become one row a cell is never
 * parted. What it has written and not committed is found as orphans; so is what an attempt has
 * written that fails, since whether its commit took effect can be unknown.
 */
public final class Compaction {

  private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

  private static final long MAX_COMMIT_BYTES = 1L << 30;
  private static final int MAX_CELLS = 300_000;

  /** Of the pages and dictionaries that are open at once. */
  private static final long MOST_UNCOMPRESSED_BYTES = 4L << 20;

  private static final int MAX_ROUNDS = 3;

  private final LakeTable name;
  private final Table table;
  private final MaintenancePolicy policy;
  private final LocalDate today;
  private final @Nullable Instant quietSince;
  private final int maxCells;
  private final long maxCommitBytes;

  /**
   * @param today the business date: it and later ones are still written
   */
  public Compaction(LakeTable name, Table table, MaintenancePolicy policy, LocalDate today) {
    this(name, table, policy, today, null);
  }

  /**
   * @param quietSince earlier dates that got rows after this are taken for still written too, so
   *     that none is written anew as a whole for each row that comes late; null: none is
   */
  public Compaction(
      LakeTable name,
      Table table,
      MaintenancePolicy policy,
      LocalDate today,
      @Nullable Instant quietSince) {
    this(name, table, policy, today, quietSince, MAX_CELLS, MAX_COMMIT_BYTES);
  }

  Compaction(
      LakeTable name,
      Table table,
      MaintenancePolicy policy,
      LocalDate today,
      @Nullable Instant quietSince,
      int maxCells,
      long maxCommitBytes) {
    this.name = name;
    this.table = table;
    this.policy = policy;
    this.today = today;
    this.quietSince = quietSince;
    this.maxCells = maxCells;
    this.maxCommitBytes = maxCommitBytes;
  }

  /** What there is to do, from metadata alone. */
  public Optional<Work> plan() throws IOException {
    table.refresh();
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot == null) {
      return Optional.empty();
    }
    List<CompactionGroup> groups = groups(snapshot);
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    long files = groups.stream().mapToLong(group -> group.files().size()).sum();
    long bytes = groups.stream().mapToLong(CompactionGroup::bytes).sum();
    long rows = groups.stream().mapToLong(CompactionGroup::rows).sum();
    Partition partition = new Partition(table);
    return Optional.of(
        new Work(
            RunReason.COMPACTION.text(
                files,
                groups.size(),
                partition.name(groups.get(0).partition()),
                partition.name(groups.get(groups.size() - 1).partition()),
                rows,
                bytes >> 10),
            new Work.Cost(files, bytes, files, null),
            () -> run(snapshot, groups)));
  }

  private List<CompactionGroup> groups(Snapshot snapshot) throws IOException {
    Map<Integer, List<FileScanTask>> partitions = new TreeMap<>();
    var scan = table.newScan().useSnapshot(snapshot.snapshotId());
    if (collapses()) {
      scan = scan.includeColumnStats(List.of(timeColumn().name()));
    }
    try (CloseableIterable<FileScanTask> files = scan.planFiles()) {
      for (FileScanTask file : files) {
        partitions.computeIfAbsent(Partition.of(file.file()), key -> new ArrayList<>()).add(file);
      }
    }
    int open = new Partition(table).of(today);
    Set<Long> recent = recentSequences();
    List<CompactionGroup> groups = new ArrayList<>();
    partitions.forEach(
        (partition, files) ->
            CompactionGroup.choose(
                    partition,
                    files,
                    partition < open && isQuiet(files, recent),
                    collapses(),
                    policy.targetFileBytes(),
                    policy.minInputFiles())
                .ifPresent(groups::add));
    return groups;
  }

  /**
   * The sequence numbers of the commits that brought rows after the time; those of compactions no.
   */
  private Set<Long> recentSequences() {
    Set<Long> recent = new HashSet<>();
    if (quietSince != null) {
      for (Snapshot snapshot : table.snapshots()) {
        if (snapshot.timestampMillis() >= quietSince.toEpochMilli()
            && !DataOperations.REPLACE.equals(snapshot.operation())) {
          recent.add(snapshot.sequenceNumber());
        }
      }
    }
    return recent;
  }

  private static boolean isQuiet(List<FileScanTask> files, Set<Long> recent) {
    return recent.isEmpty()
        || files.stream()
            .map(file -> file.file().fileSequenceNumber())
            .noneMatch(sequence -> sequence != null && recent.contains(sequence));
  }

  private boolean collapses() {
    return Deltas.accumulator(name).isPresent();
  }

  /** The first column: of every table with deltas that is when. */
  private Types.NestedField timeColumn() {
    return name.schema().columns().get(0);
  }

  private Work.Done run(Snapshot planned, List<CompactionGroup> plannedGroups) throws IOException {
    int commits = 0;
    Snapshot snapshot = planned;
    List<CompactionGroup> groups = plannedGroups;
    for (int round = 1; ; round++) {
      List<CompactionGroup> parts = new ArrayList<>();
      for (CompactionGroup group : groups) {
        parts.addAll(collapses() ? List.of(group) : group.split(maxCommitBytes));
      }
      Rewritten rewritten = rewriteAll(snapshot, parts);
      commits += rewritten.commits();
      // Each part leaves a file that is not full: together they can be more than one too many.
      if (parts.size() == groups.size()
          || round == MAX_ROUNDS
          || rewritten.filesAfter() >= rewritten.filesBefore()) {
        return new Work.Done(0, 0, RunNote.COMMITS.text(commits));
      }
      table.refresh();
      snapshot = table.currentSnapshot();
      groups = groups(snapshot);
      if (groups.isEmpty()) {
        return new Work.Done(0, 0, RunNote.COMMITS.text(commits));
      }
    }
  }

  private record Rewritten(int commits, int filesBefore, int filesAfter) {}

  private Rewritten rewriteAll(Snapshot snapshot, List<CompactionGroup> groups) throws IOException {
    int commits = 0;
    int files = 0;
    List<CompactionGroup> batch = new ArrayList<>();
    long bytes = 0;
    for (CompactionGroup group : groups) {
      if (!batch.isEmpty() && bytes + group.bytes() > maxCommitBytes) {
        files += rewrite(snapshot, batch);
        commits++;
        batch.clear();
        bytes = 0;
      }
      batch.add(group);
      bytes += group.bytes();
    }
    files += rewrite(snapshot, batch);
    int before = groups.stream().mapToInt(group -> group.files().size()).sum();
    return new Rewritten(commits + 1, before, files);
  }

  /** Returns how many files were written. */
  private int rewrite(Snapshot snapshot, List<CompactionGroup> groups) throws IOException {
    RewriteFiles rewrite =
        table
            .newRewrite()
            .validateFromSnapshot(snapshot.snapshotId())
            // Deletes that come meanwhile apply to what is written here too.
            .dataSequenceNumber(snapshot.sequenceNumber());
    int read = 0;
    int written = 0;
    try (RowWriter writer = new RowWriter(table, fullFileBytes())) {
      for (CompactionGroup group : groups) {
        if (collapses()) {
          collapse(group, writer);
        } else {
          copy(group, writer);
        }
        writer.closeFiles();
        for (FileScanTask file : group.files()) {
          rewrite.deleteFile(file.file());
          file.deletes().forEach(rewrite::deleteFile);
          read++;
        }
      }
      for (var file : writer.complete()) {
        rewrite.addFile(file);
        written++;
      }
    }
    rewrite.commit();
    LOG.info("{}: {} files are now {}", name.name(), read, written);
    return written;
  }

  /**
   * A writer takes what it has not compressed yet for bytes of the file and closes it too early. A
   * date of many files that are a little too small would have one too many, however often it is
   * written anew.
   */
  private long fullFileBytes() {
    long target = policy.targetFileBytes();
    return target + Math.min(target / 4, MOST_UNCOMPRESSED_BYTES);
  }

  private void copy(CompactionGroup group, RowWriter writer) throws IOException {
    List<FileScanTask> files = new ArrayList<>(group.files());
    files.sort(CompactionGroup.BY_AGE);
    for (FileScanTask file : files) {
      try (CloseableIterator<RowData> rows = RowReader.live(table, file, table.schema())) {
        while (rows.hasNext()) {
          writer.write(rows.next());
        }
      }
    }
  }

  private void collapse(CompactionGroup group, RowWriter writer) throws IOException {
    Accumulator cells = Deltas.accumulator(name).orElseThrow();
    for (TimeSpan span : TimeSpan.cut(group.files(), timeColumn(), maxCells)) {
      for (FileScanTask file : group.files()) {
        if (!span.touches(file.file())) {
          continue;
        }
        try (CloseableIterator<RowData> rows = span.rows(table, file)) {
          while (rows.hasNext()) {
            cells.add(rows.next());
            if (cells.size() >= 2 * maxCells) {
              // More than the span should hold: a cell then stays in parts, and right.
              cells.drain(writer);
            }
          }
        }
      }
      cells.drain(writer);
    }
  }
}
