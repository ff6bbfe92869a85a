package io.tidelake.streaming.maintenance.upkeep;

import io.tidelake.schema.table.LakeTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.types.Types;

/**
 * About how many cells the rows of an additive table stand for, out of what metadata says of its
 * files.
 *
 * <p>A file has one row a cell, and so have all files together that one compaction wrote. Files
 * whose times do not touch share no cell. So there are at least as many cells as rows in the best
 * choice of files of a partition that do not touch: nearly all of what compaction has put together,
 * and of what comes in order of time the largest file a minute. (Who runs short of memory writes a
 * cell in parts, as a sink does at a checkpoint; then there are a few less.)
 */
final class Cells {

  /** Files that share no cell, as a whole. */
  private record Span(long from, long to, long rows) {

    Span with(Span other) {
      return new Span(
          Math.min(from, other.from), Math.max(to, other.to), Math.addExact(rows, other.rows));
    }
  }

  /**
   * @param rewrittenBy the commit of a compaction; of a file that was appended another one each
   */
  private record Key(int partition, long rewrittenBy) {}

  private final Types.NestedField time;
  private final Map<Key, Span> spans = new HashMap<>();
  private long appended;

  /**
   * @param table whose first column says when
   */
  Cells(LakeTable table) {
    time = table.schema().columns().get(0);
  }

  /** The column whose bounds {@link #add} looks at. */
  String timeColumn() {
    return time.name();
  }

  void add(FileScanTask task) {
    DataFile file = task.file();
    Span span =
        new Span(
            TimeSpan.bound(file.lowerBounds(), time, Long.MIN_VALUE),
            TimeSpan.bound(file.upperBounds(), time, Long.MAX_VALUE),
            file.recordCount());
    // What a compaction writes counts as old as what it read, but is listed when it was committed.
    boolean rewritten =
        file.fileSequenceNumber() != null
            && !Objects.equals(file.dataSequenceNumber(), file.fileSequenceNumber());
    long commit = rewritten ? Objects.requireNonNull(file.fileSequenceNumber()) : --appended;
    spans.merge(new Key(Partition.of(file), commit), span, Span::with);
  }

  long count() {
    Map<Integer, List<Span>> partitions = new HashMap<>();
    spans.forEach(
        (key, span) ->
            partitions.computeIfAbsent(key.partition(), none -> new ArrayList<>()).add(span));
    return partitions.values().stream().mapToLong(Cells::most).sum();
  }

  /** The most rows of spans that do not touch. */
  private static long most(List<Span> spans) {
    spans.sort(Comparator.comparingLong(Span::to));
    long[] most = new long[spans.size() + 1];
    for (int i = 0; i < spans.size(); i++) {
      Span span = spans.get(i);
      int before = 0;
      int end = i;
      while (before < end) {
        int middle = (before + end) >>> 1;
        if (spans.get(middle).to() < span.from()) {
          before = middle + 1;
        } else {
          end = middle;
        }
      }
      most[i + 1] = Math.max(most[i], most[before] + span.rows());
    }
    return most[spans.size()];
  }
}
