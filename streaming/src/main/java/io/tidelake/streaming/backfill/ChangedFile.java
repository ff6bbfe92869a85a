package io.tidelake.streaming.backfill;

import io.tidelake.streaming.source.CsvFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What to do about a file that is no longer what is being loaded. Its lines that are in tables are
 * known by the digest of what it was, so loading what it is now would add them once more.
 */
final class ChangedFile {

  private ChangedFile() {}

  /**
   * Says what became of the file and what leads out of it. Reads the file.
   *
   * @param begun whether any table holds a line of it
   */
  static String message(CsvFile file, boolean begun) throws IOException {
    Path path = file.path();
    if (!begun) {
      return "%s has changed while it was loaded, and nothing of it is in the tables: load it again when it is complete"
          .formatted(path);
    }
    return switch (file.since()) {
      case SAME ->
          "%s was written to while it was loaded, but holds the same: run it again to go on where it stopped"
              .formatted(path);
      case GROWN ->
          "%s has grown while it was loaded, and a part of it is in the tables already: loaded as it is now, that part would be there twice. Make two files of it when it is complete, and load both; the first one goes on where it stopped:%s"
              .formatted(path, split(file));
      case OTHER ->
          "%s no longer holds what was begun, of which a part is in the tables (source_file %s) and stays: loaded as it is now, all of its lines are added to that. A copy of what it was (sha256sum tells) goes on where this stopped; without one, the way back is a backup"
              .formatted(path, file.digest());
    };
  }

  private static String split(CsvFile file) {
    String path = file.path().toString();
    String rest = "tail -c +%d %s".formatted(file.size() + 1, quoted(path));
    if (file.headerLine() > 0) {
      rest = "{ sed -n %dp %s; %s; }".formatted(file.headerLine(), quoted(path), rest);
    }
    return """

          head -c %d %s > %s
          %s > %s\
        """
            .formatted(
                file.size(), quoted(path), quoted(path + ".begun"), rest, quoted(path + ".rest"))
        + (file.wholeLines()
            ? ""
            : "\nLine %d was half written: its halves count as two lines, one in each part."
                .formatted(file.lines()));
  }

  /** As one word of a shell's command. */
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
