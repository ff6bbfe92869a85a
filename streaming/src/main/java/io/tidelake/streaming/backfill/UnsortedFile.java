package io.tidelake.streaming.backfill;

import io.tidelake.schema.event.EventField;
import io.tidelake.streaming.sink.TooManyFilesException;
import io.tidelake.streaming.source.CsvFile;

/** What to do about a file whose lines are of more dates in turn than can be written. */
final class UnsortedFile {

  private UnsortedFile() {}

  /**
   * Says what leads out of it.
   *
   * @param chunk the smallest that there is, and no table holds any of it
   */
  static String message(Chunk chunk, TooManyFilesException failure) {
    Chunk.Range range = chunk.ranges().get(0);
    CsvFile file = range.file();
    boolean begun = range.fromLine() > 1;
    return "cannot write %s: %s. Sort %s by date and load that, a file of its own:%n  %s"
        .formatted(
            chunk,
            failure.getMessage(),
            begun ? "what follows line " + (range.fromLine() - 1) + ", which is loaded," : "it",
            sort(file, Math.max(range.fromLine(), file.headerLine() + 1)));
  }

  /** Dates of lines without a time are those of one year, and fit: so it is by the time. */
  private static String sort(CsvFile file, long from) {
    String path = file.path().toString();
    String header =
        file.headerLine() == 0
            ? ""
            : "sed -n %dp %s; ".formatted(file.headerLine(), ChangedFile.quoted(path));
    return "{ %stail -n +%d %s | LC_ALL=C sort -t, -k%d; } > %s"
        .formatted(
            header,
            from,
            ChangedFile.quoted(path),
            file.column(EventField.EVENT_TIME),
            ChangedFile.quoted(path + ".sorted"));
  }
}
