package io.tidelake.streaming.sink;

import io.tidelake.schema.table.BackfillCommit;
import io.tidelake.schema.table.BackfillCommit.Mark;
import io.tidelake.schema.table.BackfillCommit.SnapshotState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends what a backfill wrote to one table such that it takes effect once, whatever happens to
 * the answers of the catalog: rows and marks ({@link BackfillCommit}) change in one commit, and
 * every try of it fails if another backfill has changed the marks meanwhile. Commits of the stream
 * and of maintenance in between do no harm.
 */
public final class BackfillCommitter {

  private static final Logger LOG = LoggerFactory.getLogger(BackfillCommitter.class);

  private BackfillCommitter() {}

  /**
   * How far the table holds each file.
   *
   * @throws IllegalStateException if it was rolled back behind a backfill, so that its marks claim
   *     more than it holds
   */
  public static Map<String, Mark> marks(Table table) {
    table.refresh();
    if (rolledBack(table)) {
      throw new IllegalStateException(
          "Table %s was rolled back behind a backfill, and its properties %s* say more than it holds: set them back too"
              .formatted(table.name(), BackfillCommit.FILE_PREFIX));
    }
    return BackfillCommit.marks(table.properties());
  }

  private static boolean rolledBack(Table table) {
    String property = table.properties().getOrDefault(BackfillCommit.STATE, "");
    List<SnapshotState> states = BackfillCommit.states(table);
    if (states.isEmpty()) {
      return false;
    }
    if (newest(states.stream().map(SnapshotState::snapshot).toList()).isPresent()) {
      return !states.get(0).state().equals(property);
    }
    // No commit says, so the property does, unless its own commit is newer than all of these and
    // none of them. One that is older has a tag, and those in between have expired.
    long oldest = states.get(states.size() - 1).snapshot().sequenceNumber();
    return !property.isEmpty()
        && StreamSupport.stream(table.snapshots().spliterator(), false)
            .anyMatch(
                snapshot ->
                    property.equals(snapshot.summary().get(BackfillCommit.STATE))
                        && snapshot.sequenceNumber() > oldest);
  }

  /**
   * Appends files.
   *
   * @param files may be none; the marks are set all the same
   * @param expected how far the table held the files of the backfill when the rows were chosen
   * @param target how far it holds them afterwards
   * @param lines for people
   * @return whether a commit was made; if not, an earlier try had taken effect
   * @throws BackfillConflictException if another backfill has loaded of these files meanwhile;
   *     nothing was changed
   * @throws RuntimeException if the catalog or the object store fails; whether the commit took
   *     effect is then open, and the next call finds out
   */
  public static boolean append(
      Table table,
      List<DataFile> files,
      Map<String, Mark> expected,
      Map<String, Mark> target,
      String lines) {
    Map<String, Mark> marks = marks(table);
    if (holds(marks, target)) {
      LOG.info("In {} already: {}", table.name(), lines);
      return false;
    }
    if (!of(marks, target).equals(of(expected, target))) {
      throw new BackfillConflictException(table.name(), lines);
    }
    Map<String, Mark> after = new TreeMap<>(marks);
    after.putAll(target);
    commit(table, files, target, BackfillCommit.state(marks), BackfillCommit.state(after), lines);
    return true;
  }

  /** Not if it holds them as received at another time: then others loaded them. */
  private static boolean holds(Map<String, Mark> marks, Map<String, Mark> target) {
    return target.entrySet().stream()
        .allMatch(
            each -> {
              Mark mark = marks.get(each.getKey());
              return mark != null
                  && mark.nextLine() >= each.getValue().nextLine()
                  && mark.recordTime() == each.getValue().recordTime();
            });
  }

  private static Map<String, Mark> of(Map<String, Mark> marks, Map<String, Mark> target) {
    Map<String, Mark> selected = new HashMap<>(marks);
    selected.keySet().retainAll(target.keySet());
    return selected;
  }

  private static void commit(
      Table table,
      List<DataFile> files,
      Map<String, Mark> target,
      String before,
      String after,
      String lines) {
    Optional<String> seen =
        newest(BackfillCommit.states(table).stream().map(SnapshotState::snapshot).toList());
    Transaction transaction = table.newTransaction();
    AppendFiles append = transaction.newAppend();
    files.forEach(append::appendFile);
    append.set(BackfillCommit.STATE, after);
    append.set(BackfillCommit.STATE_BEFORE, before);
    append.set(BackfillCommit.LINES, lines);
    append.validateWith(
        snapshots -> {
          if (!newest(snapshots).equals(seen)) {
            // No ValidationException: Iceberg deletes the manifest lists of all tries when it sees
            // one, and an earlier try of this very commit may be what is found.
            throw new MarksMovedException(table.name());
          }
          return true;
        });
    append.commit();
    UpdateProperties properties = transaction.updateProperties();
    properties.set(BackfillCommit.STATE, after);
    target.forEach(
        (digest, mark) -> properties.set(BackfillCommit.FILE_PREFIX + digest, mark.text()));
    properties.commit();
    transaction.commitTransaction();
  }

  private static Optional<String> newest(Iterable<Snapshot> snapshots) {
    for (Snapshot snapshot : snapshots) {
      String state = snapshot.summary().get(BackfillCommit.STATE);
      if (state != null) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }

  /** Another commit of a backfill landed between look and try; the next look tells whose. */
  private static final class MarksMovedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MarksMovedException(String table) {
      super("another commit of a backfill to " + table + " landed meanwhile");
    }
  }
}
