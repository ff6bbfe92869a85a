package io.tidelake.schema.table;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * What a commit of a backfill says about itself, and a table about the files that it holds.
 *
 * <p>A file is known by the SHA-256 of its content. How far the table holds it stands in the
 * properties ({@link Mark}), changed by the very commit that adds its rows: so the same file twice
 * changes nothing, and a load that was killed goes on where each table stands. Commits of the
 * stream ({@link StreamCommit}) know nothing of it, nor it of them.
 */
public final class BackfillCommit {

  /** Begins the name of the property of a file, which its digest ends. */
  public static final String FILE_PREFIX = "tidelake.backfill.";

  /**
   * Stands for all marks of the table at once: two tables with the same value hold the same lines
   * of the same files. In the summary of each commit of a backfill, and in the properties. Empty:
   * nothing was ever loaded.
   */
  public static final String STATE = "tidelake.backfilled";

  /** The same before the commit; in its summary. */
  public static final String STATE_BEFORE = "tidelake.backfilled-before";

  /** The files and lines of the commit, for people; in its summary. */
  public static final String LINES = "tidelake.backfilled-lines";

  private static final int STATE_BYTES = 16;

  private BackfillCommit() {}

  /**
   * How far a table holds a file.
   *
   * @param nextLine every line before this one is in the table, counted from 1
   * @param recordTime the moment at which the lines count as received, epoch milliseconds: the
   *     timestamp that a record of the topic would have
   */
  public record Mark(long nextLine, long recordTime) {

    /**
     * @throws IllegalArgumentException if the text is none that {@link #text} makes
     */
    static Mark parse(String text) {
      int at = text.indexOf('@');
      if (at < 0) {
        throw new IllegalArgumentException(
            "\"" + text + "\" gives no line and time such as 10001@1764000000000");
      }
      return new Mark(
          Long.parseLong(text.substring(0, at)), Long.parseLong(text.substring(at + 1)));
    }

    /** As it stands in the properties. */
    public String text() {
      return nextLine + "@" + recordTime;
    }
  }

  /** How far a table with these properties holds each file, by digest. */
  public static Map<String, Mark> marks(Map<String, String> properties) {
    Map<String, Mark> marks = new TreeMap<>();
    properties.forEach(
        (name, value) -> {
          if (name.startsWith(FILE_PREFIX)) {
            marks.put(name.substring(FILE_PREFIX.length()), Mark.parse(value));
          }
        });
    return marks;
  }

  /** The {@link #STATE} of a table with these marks. */
  public static String state(Map<String, Mark> marks) {
    if (marks.isEmpty()) {
      return "";
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new TreeMap<>(marks)
          .forEach(
              (file, mark) ->
                  digest.update(
                      (file + " " + mark.nextLine() + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest(), 0, STATE_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The {@link #STATE} of the table at each snapshot of its main branch, by id, the newest first. A
   * commit of others leaves it as it is.
   */
  public static List<SnapshotState> states(Table table) {
    List<Snapshot> chain = new ArrayList<>();
    Snapshot snapshot = table.currentSnapshot();
    while (snapshot != null) {
      chain.add(snapshot);
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    Collections.reverse(chain);
    String state = null;
    for (Snapshot each : chain) {
      if (each.summary().containsKey(STATE)) {
        state = each.summary().getOrDefault(STATE_BEFORE, "");
        break;
      }
    }
    if (state == null) {
      state = table.properties().getOrDefault(STATE, "");
    }
    List<SnapshotState> states = new ArrayList<>();
    for (Snapshot each : chain) {
      @Nullable String own = each.summary().get(STATE);
      state = own == null ? state : own;
      states.add(new SnapshotState(each, state));
    }
    Collections.reverse(states);
    return states;
  }

  /**
   * A snapshot and what it holds of files.
   *
   * @param state see {@link #STATE}
   */
  public record SnapshotState(Snapshot snapshot, String state) {}
}
