package io.tidelake.streaming.backfill;

import io.tidelake.schema.table.BackfillCommit.Mark;
import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.function.LakePositions;
import io.tidelake.streaming.function.RowOrigin;
import io.tidelake.streaming.source.CsvFile;
import io.tidelake.streaming.source.CsvSource;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Lines that are loaded together.
 *
 * @param marks how far each table held the files when the lines were chosen
 */
record Chunk(List<Range> ranges, Map<LakeTable, Map<String, Mark>> marks) {

  /** Each has a split, a digest with every writer and a mark in the commits. */
  static final int MAX_FILES = 1_000;

  private static final int NAMED_RANGES = 20;

  /**
   * Lines of one file.
   *
   * @param fromLine the first
   * @param endLine the one after the last
   * @param recordTime when they count as received, epoch milliseconds
   */
  record Range(CsvFile file, long fromLine, long endLine, long recordTime) {

    @Override
    public String toString() {
      return "%s %d-%d".formatted(file.name(), fromLine, endLine - 1);
    }
  }

  /**
   * The next lines that {@code raw_events} lacks.
   *
   * @param recordTime for files of which nothing was loaded
   * @param maxLines about how many
   * @return no ranges: it has all
   */
  static Chunk next(
      List<CsvFile> files,
      Map<LakeTable, Map<String, Mark>> marks,
      long recordTime,
      long maxLines) {
    List<Range> ranges = new ArrayList<>();
    long lines = 0;
    for (CsvFile file : files) {
      if (ranges.size() == MAX_FILES) {
        break;
      }
      long from = nextLine(marks.get(LakeTables.RAW_EVENTS), file);
      long end = from;
      while (end <= file.lines() && lines + end - from < maxLines) {
        end = file.endOfStep(end);
      }
      if (end > from) {
        ranges.add(new Range(file, from, end, recordTime(file, marks, recordTime)));
        lines += end - from;
      }
    }
    return new Chunk(ranges, marks);
  }

  static long nextLine(Map<String, Mark> marks, CsvFile file) {
    Mark mark = marks.get(file.digest());
    return mark == null ? 1 : mark.nextLine();
  }

  /** Whether any table held a line of the file when the lines were chosen. */
  boolean holdsAny(CsvFile file) {
    return marks.values().stream().anyMatch(ofTable -> ofTable.containsKey(file.digest()));
  }

  /** One file, one time, however often its load was begun. */
  private static long recordTime(
      CsvFile file, Map<LakeTable, Map<String, Mark>> marks, long otherwise) {
    return marks.values().stream()
        .filter(ofTable -> ofTable.containsKey(file.digest()))
        .mapToLong(ofTable -> ofTable.get(file.digest()).recordTime())
        .findFirst()
        .orElse(otherwise);
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Whether it is one step of one file, of one reader therefore. */
  boolean isSmallest() {
    return ranges.size() == 1
        && ranges.get(0).endLine() == ranges.get(0).file().endOfStep(ranges.get(0).fromLine());
  }

  /** Whether a table holds lines of it already, since a commit to another one is missing. */
  boolean isAhead() {
    return marks.values().stream()
        .anyMatch(
            ofTable ->
                ranges.stream()
                    .anyMatch(range -> nextLine(ofTable, range.file()) > range.fromLine()));
  }

  long lines() {
    return ranges.stream().mapToLong(range -> range.endLine() - range.fromLine()).sum();
  }

  CsvSource source(ZoneId zone, Duration lateAfter) {
    CsvSource source = new CsvSource(zone, lateAfter);
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      source.add(i, range.file(), range.fromLine(), range.endLine(), range.recordTime());
    }
    return source;
  }

  RowOrigin origin() {
    return RowOrigin.files(ranges.stream().map(range -> range.file().digest()).toList());
  }

  /** The index of a file as partition, its next line as offset. */
  LakePositions covered() {
    return new LakePositions(
        covered(LakeTables.RAW_EVENTS),
        covered(LakeTables.BEHAVIOR_1M),
        covered(LakeTables.QUARANTINE));
  }

  private TopicPositions covered(LakeTable table) {
    Map<Integer, Long> next = new HashMap<>();
    for (int i = 0; i < ranges.size(); i++) {
      next.put(i, nextLine(marks.get(table), ranges.get(i).file()));
    }
    return TopicPositions.of(next);
  }

  /** How far the table holds the files with these lines; without those where it is ahead. */
  Map<String, Mark> target(LakeTable table) {
    Map<String, Mark> target = new TreeMap<>();
    for (Range range : ranges) {
      if (nextLine(marks.get(table), range.file()) < range.endLine()) {
        target.put(range.file().digest(), new Mark(range.endLine(), range.recordTime()));
      }
    }
    return target;
  }

  @Override
  public String toString() {
    String named =
        ranges.stream().limit(NAMED_RANGES).map(Range::toString).collect(Collectors.joining(", "));
    return ranges.size() <= NAMED_RANGES
        ? named
        : named + " and %d more files".formatted(ranges.size() - NAMED_RANGES);
  }
}
