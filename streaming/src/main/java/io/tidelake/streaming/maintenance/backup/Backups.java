package io.tidelake.streaming.maintenance.backup;

import io.tidelake.schema.table.BackfillCommit;
import io.tidelake.schema.table.BackfillCommit.Mark;
import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.RetentionCommit;
import io.tidelake.schema.table.RollupCommit;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.maintenance.recompute.SamePositions;
import io.tidelake.streaming.maintenance.rollup.Rollup;
import io.tidelake.streaming.sink.CertainCommits;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.DataFileSet;
import org.apache.iceberg.util.DeleteFileSet;
import org.jspecify.annotations.Nullable;

/**
 * Backups of all tables at one point of the stream, as tags.
 *
 * <p>A tag costs nothing and keeps its snapshot and the files of it from expiry, retention and
 * orphan removal. The tables tagged hold the same records of the topic and the same lines of files;
 * rollups cover no more than that. A property of {@code raw_events}, written last, lists them: a
 * backup without it was not completed and is none. Another one, there from before the first tag to
 * after the last one, names those that are being made or removed: whatever is stopped on its way is
 * cleared away by {@link #prune}, or when its name is used again.
 *
 * <p>A copy is made in a namespace of its own, out of the same data files: nothing that runs is
 * touched, and a streaming job that is started on that namespace goes on from the positions of the
 * backup. The copies delete no file ({@code gc.enabled=false}); they live as long as the backup.
 *
 * <p>Rolling back makes the tables themselves what they were. A streaming job that runs meanwhile
 * fails with its next commit, which begins where its table no longer stands; one that starts
 * without a checkpoint goes on from the positions of the backup. {@code maintenance_runs} and
 * {@code audit_log} tell what happened and stay.
 */
public final class Backups {

  private static final String PROPERTY_PREFIX = "tidelake.backup.";
  private static final String DEFAULT_PREFIX = "backup-";
  private static final String FILES_SUFFIX = ".files";

  /** Of the property that says what retention had dropped of the tables by the time of a backup. */
  private static final String DROPPED_SUFFIX = ".dropped";

  /** Of the property of a backup that is being made or removed; its value is when it was begun. */
  private static final String PENDING_SUFFIX = ".pending";

  /** One that is not complete after so long was stopped: to make it takes seconds. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final int MAX_TRIES = 5;

  /** Of what happened, which nothing undoes. */
  private static final List<LakeTable> LOGS =
      List.of(LakeTables.MAINTENANCE_RUNS, LakeTables.AUDIT_LOG);

  private final Catalog catalog;
  private final String namespace;
  private final Clock clock;

  public Backups(Catalog catalog, String namespace, Clock clock) {
    this.catalog = catalog;
    this.namespace = namespace;
    this.clock = clock;
  }

  /**
   * A backup.
   *
   * @param name of the tags
   * @param positions every record before these is in it
   * @param snapshots by table; a table without rows has none
   */
  public record Backup(
      String name, Instant madeAt, TopicPositions positions, Map<String, Long> snapshots) {

    private String text() {
      return "%s %s %s"
          .formatted(
              madeAt,
              positions.toJson(),
              snapshots.entrySet().stream()
                  .map(each -> each.getKey() + "=" + each.getValue())
                  .collect(Collectors.joining(",")));
    }

    private static Backup parse(String name, String text) {
      String[] parts = text.split(" ", 3);
      Map<String, Long> snapshots = new LinkedHashMap<>();
      for (String each : parts[2].split(",")) {
        int equals = each.indexOf('=');
        if (equals > 0) {
          snapshots.put(each.substring(0, equals), Long.parseLong(each.substring(equals + 1)));
        }
      }
      return new Backup(name, Instant.parse(parts[0]), TopicPositions.parse(parts[1]), snapshots);
    }
  }

  /**
   * Tags the newest snapshots that go together.
   *
   * @param name of letters, digits, '-' and '_'; null: made from the time
   * @throws IllegalArgumentException for another name or one that exists
   * @throws IllegalStateException if there is no such point now; says why
   */
  public Backup create(@Nullable String name) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String tag =
        name == null ? DEFAULT_PREFIX + now.toString().replace(":", "").replace("-", "") : name;
    if (!tag.matches("[A-Za-z0-9_-]{1,100}")) {
      throw new IllegalArgumentException(
          "\"%s\" is no name: give letters, digits, - and _".formatted(tag));
    }
    if (list().stream().anyMatch(backup -> backup.name().equals(tag))) {
      throw new IllegalArgumentException("there is a backup %s: give another name".formatted(tag));
    }
    Optional<Instant> begun = Optional.ofNullable(pending().get(tag));
    if (begun.isPresent()) {
      if (begun.get().isAfter(now.minus(LONGEST))) {
        throw new IllegalArgumentException(
            "a backup %s was begun at %s and is not complete: give another name; if it was stopped, its name is free again %d minutes after that"
                .formatted(tag, begun.get(), LONGEST.toMinutes()));
      }
      removePending(tag);
    }
    for (LakeTable table : LakeTables.ALL) {
      if (load(table).refs().containsKey(tag)) {
        throw new IllegalArgumentException(
            "%s has a tag or branch %s: give another name".formatted(table.name(), tag));
      }
    }
    RuntimeException last = null;
    for (int attempt = 1; attempt <= MAX_TRIES; attempt++) {
      try {
        return create(tag, now);
      } catch (IllegalStateException hopeless) {
        // Before the first tag.
        throw hopeless;
      } catch (RuntimeException movedMeanwhile) {
        // Such as a snapshot that expired between the look and the tag.
        removePending(tag);
        last = movedMeanwhile;
      }
    }
    throw new IllegalStateException(
        "the tables change too fast to be tagged: " + last.getMessage(), last);
  }

  private Backup create(String tag, Instant now) {
    // Once: snapshots and what is noted of them have to be of one moment of their table.
    Map<LakeTable, Table> tables = new LinkedHashMap<>();
    LakeTables.ALL.forEach(table -> tables.put(table, load(table)));
    Table rawEvents = tables.get(LakeTables.RAW_EVENTS);
    Table behavior1m = tables.get(LakeTables.BEHAVIOR_1M);
    Table quarantine = tables.get(LakeTables.QUARANTINE);
    SamePositions point =
        SamePositions.newest(rawEvents, behavior1m)
            .orElseThrow(
                () -> new IllegalStateException(SamePositions.whyNone(rawEvents, behavior1m)));
    if (!point.backfilled().equals(rawEvents.properties().getOrDefault(BackfillCommit.STATE, ""))
        || isBehind(rawEvents, quarantine)) {
      throw new IllegalStateException(
          "a backfill is under way: try again when it has ended, or repeat it if it was stopped");
    }
    Map<String, Long> snapshots = new LinkedHashMap<>();
    snapshots.put(LakeTables.RAW_EVENTS.name(), point.events());
    snapshots.put(LakeTables.BEHAVIOR_1M.name(), point.minutes());
    upTo(point.positions(), quarantine)
        .ifPresent(id -> snapshots.put(LakeTables.QUARANTINE.name(), id));
    for (Rollup rollup : Rollup.ALL) {
      covering(
              tables.get(rollup.target()),
              tables.get(rollup.source()),
              snapshots.get(rollup.source().name()))
          .ifPresent(id -> snapshots.put(rollup.target().name(), id));
    }
    for (LakeTable other : LOGS) {
      Snapshot current = tables.get(other).currentSnapshot();
      if (current != null) {
        snapshots.put(other.name(), current.snapshotId());
      }
    }
    String dropped = dropped(tables);
    load(LakeTables.RAW_EVENTS)
        .updateProperties()
        .set(PROPERTY_PREFIX + tag + PENDING_SUFFIX, now.toString())
        .commit();
    snapshots.forEach((table, id) -> load(table).manageSnapshots().createTag(tag, id).commit());
    Backup backup = new Backup(tag, now, point.positions(), snapshots);
    UpdateProperties update =
        load(LakeTables.RAW_EVENTS)
            .updateProperties()
            .set(PROPERTY_PREFIX + tag, backup.text())
            .remove(PROPERTY_PREFIX + tag + PENDING_SUFFIX);
    String files = files(rawEvents.properties());
    if (!files.isEmpty()) {
      update.set(PROPERTY_PREFIX + tag + FILES_SUFFIX, files);
    }
    if (!dropped.isEmpty()) {
      update.set(PROPERTY_PREFIX + tag + DROPPED_SUFFIX, dropped);
    }
    update.commit();
    return backup;
  }

  /** Whether lines of files that were refused are in quarantine, and those beside them are not. */
  private static boolean isBehind(Table rawEvents, Table quarantine) {
    Map<String, Mark> events = BackfillCommit.marks(rawEvents.properties());
    return BackfillCommit.marks(quarantine.properties()).entrySet().stream()
        .anyMatch(
            file ->
                !events.containsKey(file.getKey())
                    || events.get(file.getKey()).nextLine() < file.getValue().nextLine());
  }

  /**
   * It is committed before the events of a checkpoint, so it may be ahead of them.
   *
   * @throws IllegalStateException if it is, and what it was before has expired
   */
  private static Optional<Long> upTo(TopicPositions positions, Table quarantine) {
    List<Snapshot> history = history(quarantine);
    for (int i = 0; i < history.size(); i++) {
      Optional<TopicPositions> held = positionsAt(history, i);
      if (held.isEmpty() || positions.covers(held.get())) {
        return Optional.of(history.get(i).snapshotId());
      }
    }
    if (!history.isEmpty() && history.get(history.size() - 1).parentId() != null) {
      throw new IllegalStateException(
          "quarantine is ahead of raw_events, and what it was before has expired: try again when the stream has committed once more");
    }
    return Optional.empty();
  }

  private static Optional<TopicPositions> positionsAt(List<Snapshot> history, int from) {
    return history.subList(from, history.size()).stream()
        .map(snapshot -> snapshot.summary().get(StreamCommit.POSITIONS))
        .filter(text -> text != null)
        .findFirst()
        .map(TopicPositions::parse);
  }

  /** The newest snapshot of the rollup that covers nothing beyond the one of the source. */
  private static Optional<Long> covering(Table rollup, Table source, long snapshot) {
    Set<Long> reached = new HashSet<>();
    Snapshot next = source.snapshot(snapshot);
    while (next != null) {
      reached.add(next.snapshotId());
      next = next.parentId() == null ? null : source.snapshot(next.parentId());
    }
    List<Snapshot> history = history(rollup);
    for (int i = 0; i < history.size(); i++) {
      Optional<String> covered =
          history.subList(i, history.size()).stream()
              .map(each -> each.summary().get(RollupCommit.COVERED))
              .filter(text -> text != null)
              .findFirst()
              .filter(text -> !text.isEmpty());
      if (covered.isPresent() && reached.contains(Long.parseLong(covered.get()))) {
        return Optional.of(history.get(i).snapshotId());
      }
    }
    return Optional.empty();
  }

  private static List<Snapshot> history(Table table) {
    List<Snapshot> history = new ArrayList<>();
    Snapshot snapshot = table.currentSnapshot();
    while (snapshot != null) {
      history.add(snapshot);
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    return history;
  }

  /** The files that are in the tables, as one text. */
  private static String files(Map<String, String> properties) {
    return properties.entrySet().stream()
        .filter(
            each ->
                each.getKey().startsWith(BackfillCommit.FILE_PREFIX)
                    || each.getKey().equals(BackfillCommit.STATE))
        .map(each -> each.getKey() + "=" + each.getValue())
        .sorted()
        .collect(Collectors.joining(" "));
  }

  /** What retention has dropped so far, each property by its table and name, as one text. */
  private static String dropped(Map<LakeTable, Table> tables) {
    return tables.entrySet().stream()
        .flatMap(
            table ->
                table.getValue().properties().entrySet().stream()
                    .filter(each -> isOfRetention(each.getKey()))
                    .map(
                        each ->
                            table.getKey().name() + "/" + each.getKey() + "=" + each.getValue()))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static boolean isOfRetention(String property) {
    return property.equals(RetentionCommit.BEFORE) || property.equals(RetentionCommit.RECORDS);
  }

  /** Every completed backup, the newest first. */
  public List<Backup> list() {
    List<Backup> backups = new ArrayList<>();
    load(LakeTables.RAW_EVENTS)
        .properties()
        .forEach(
            (property, text) -> {
              // A name has no dot, and each of the other properties of a backup has one after it.
              if (property.startsWith(PROPERTY_PREFIX)
                  && property.indexOf('.', PROPERTY_PREFIX.length()) < 0) {
                backups.add(Backup.parse(property.substring(PROPERTY_PREFIX.length()), text));
              }
            });
    backups.sort(Comparator.comparing(Backup::madeAt).reversed());
    return backups;
  }

  /**
   * Removes backups; their snapshots expire with the next maintenance.
   *
   * @param olderThan not negative
   * @return those removed
   */
  public List<Backup> prune(Duration olderThan) {
    if (olderThan.isNegative()) {
      throw new IllegalArgumentException("an age of " + olderThan);
    }
    Instant limit = clock.instant().minus(olderThan);
    List<Backup> old = list().stream().filter(backup -> backup.madeAt().isBefore(limit)).toList();
    for (Backup backup : old) {
      load(LakeTables.RAW_EVENTS)
          .updateProperties()
          .remove(PROPERTY_PREFIX + backup.name())
          .remove(PROPERTY_PREFIX + backup.name() + FILES_SUFFIX)
          .remove(PROPERTY_PREFIX + backup.name() + DROPPED_SUFFIX)
          .set(PROPERTY_PREFIX + backup.name() + PENDING_SUFFIX, backup.madeAt().toString())
          .commit();
      removePending(backup.name());
    }
    removeUnfinished(limit);
    return old;
  }

  /** When those were begun that are being made or removed, or were stopped meanwhile, by name. */
  private Map<String, Instant> pending() {
    Map<String, Instant> pending = new HashMap<>();
    load(LakeTables.RAW_EVENTS)
        .properties()
        .forEach(
            (property, text) -> {
              int end = property.length() - PENDING_SUFFIX.length();
              if (property.startsWith(PROPERTY_PREFIX)
                  && property.endsWith(PENDING_SUFFIX)
                  && end > PROPERTY_PREFIX.length()) {
                pending.put(property.substring(PROPERTY_PREFIX.length(), end), Instant.parse(text));
              }
            });
    return pending;
  }

  /** The tags first: as long as one is left, the property names it. */
  private void removePending(String tag) {
    removeTags(tag);
    load(LakeTables.RAW_EVENTS)
        .updateProperties()
        .remove(PROPERTY_PREFIX + tag + PENDING_SUFFIX)
        .commit();
  }

  /** Backups that were stopped while they were made or removed, and none that is being made. */
  private void removeUnfinished(Instant olderThan) {
    Instant longAgo = clock.instant().minus(LONGEST);
    Instant limit = olderThan.isBefore(longAgo) ? olderThan : longAgo;
    Map<String, Instant> pending = pending();
    pending.forEach(
        (name, begun) -> {
          if (begun.isBefore(limit)) {
            removePending(name);
          }
        });
  }

  private void removeTags(String tag) {
    for (LakeTable name : LakeTables.ALL) {
      Table table = load(name);
      if (table.refs().containsKey(tag)) {
        table.manageSnapshots().removeTag(tag).commit();
      }
    }
  }

  private Backup find(String name) {
    return list().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no backup %s: give one of %s"
                        .formatted(name, list().stream().map(Backup::name).toList())));
  }

  /** What the tables said of files at the backup, by property. */
  private Map<String, String> files(String name) {
    return noted(name, FILES_SUFFIX);
  }

  /** What retention had dropped of the table at the backup, by property. */
  private Map<String, String> dropped(String name, LakeTable table) {
    String prefix = table.name() + "/";
    Map<String, String> dropped = new HashMap<>();
    noted(name, DROPPED_SUFFIX)
        .forEach(
            (property, value) -> {
              if (property.startsWith(prefix)) {
                dropped.put(property.substring(prefix.length()), value);
              }
            });
    return dropped;
  }

  private Map<String, String> noted(String name, String suffix) {
    String text =
        load(LakeTables.RAW_EVENTS).properties().getOrDefault(PROPERTY_PREFIX + name + suffix, "");
    Map<String, String> noted = new HashMap<>();
    for (String each : text.isEmpty() ? new String[0] : text.split(" ")) {
      int equals = each.indexOf('=');
      noted.put(each.substring(0, equals), each.substring(equals + 1));
    }
    return noted;
  }

  /**
   * Makes the tables what they were. Snapshots since then expire like others. If it fails on its
   * way, the same again completes it.
   *
   * @param topicBegins the first offsets that Kafka still holds
   * @throws IllegalArgumentException if there is no such backup, or Kafka no longer holds what came
   *     after it; nothing is changed
   * @throws IllegalStateException if a tag of the backup was removed; nothing is changed
   */
  public Backup rollBack(String name, TopicPositions topicBegins) {
    Backup backup = requireReturn(name, topicBegins);
    Map<String, String> files = files(name);
    for (LakeTable table : LakeTables.ALL) {
      if (!LOGS.contains(table)) {
        rollBack(table, backup, files);
      }
    }
    return backup;
  }

  /**
   * Looks whether {@link #rollBack} can be done; throws what that would.
   *
   * @return the backup
   */
  public Backup requireReturn(String name, TopicPositions topicBegins) {
    Backup backup = find(name);
    if (!backup.positions().covers(topicBegins)) {
      throw new IllegalArgumentException(
          "Kafka has deleted %,d records that came after backup %s: rolled back, the tables would lack them for good; make copies instead, with --into"
              .formatted(topicBegins.recordsSince(backup.positions()), name));
    }
    backup
        .snapshots()
        .forEach(
            (table, snapshot) -> {
              if (load(table).snapshot(snapshot) == null) {
                throw new IllegalStateException(
                    "%s has no snapshot %d any more: its tag %s was removed"
                        .formatted(table, snapshot, name));
              }
            });
    return backup;
  }

  private void rollBack(LakeTable name, Backup backup, Map<String, String> files) {
    Table table = load(name);
    Long snapshot = backup.snapshots().get(name.name());
    Map<String, String> marks = new HashMap<>();
    if (LakeTables.OF_STREAM.contains(name)) {
      marks.put(StreamCommit.POSITIONS, backup.positions().toJson());
      marks.putAll(files);
    }
    Transaction transaction = table.newTransaction();
    if (snapshot != null) {
      newest(table, snapshot, BackfillCommit.STATE)
          .ifPresent(state -> marks.put(BackfillCommit.STATE, state));
      newest(table, snapshot, RollupCommit.COVERED)
          .ifPresent(covered -> marks.put(RollupCommit.COVERED, covered));
      transaction.manageSnapshots().setCurrentSnapshot(snapshot).commit();
    } else if (table.currentSnapshot() != null) {
      DeleteFiles delete = transaction.newDelete().deleteFromRowFilter(Expressions.alwaysTrue());
      // Else those of the commits before would hold.
      if (LakeTables.OF_STREAM.contains(name)) {
        delete.set(BackfillCommit.STATE, "");
      } else {
        delete.set(RollupCommit.COVERED, "");
      }
      marks.forEach(delete::set);
      delete.commit();
    }
    marks.putAll(dropped(backup.name(), name));
    UpdateProperties update = transaction.updateProperties();
    table.properties().keySet().stream()
        .filter(Backups::isMark)
        .filter(property -> !marks.containsKey(property))
        .forEach(update::remove);
    marks.forEach(update::set);
    update.commit();
    transaction.commitTransaction();
  }

  /** What the newest commit says that says it, up to the snapshot. */
  private static Optional<String> newest(Table table, long upTo, String property) {
    Snapshot snapshot = table.snapshot(upTo);
    while (snapshot != null) {
      String value = snapshot.summary().get(property);
      if (value != null) {
        return Optional.of(value);
      }
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    return Optional.empty();
  }

  /** Whether the property says what the table holds, or no longer holds. */
  private static boolean isMark(String property) {
    return isOfRetention(property)
        || property.startsWith(BackfillCommit.FILE_PREFIX)
        || property.equals(BackfillCommit.STATE)
        || property.equals(StreamCommit.POSITIONS)
        || property.equals(RollupCommit.COVERED);
  }

  /**
   * Makes copies of the tables as they were.
   *
   * @param into a namespace that holds none of the tables; created if it is missing
   * @throws IllegalArgumentException if there is no such backup or the namespace is in use
   */
  public Backup restore(String name, String into) throws IOException {
    Backup backup = find(name);
    Namespace target = Namespace.of(into);
    if (!((SupportsNamespaces) catalog).namespaceExists(target)) {
      ((SupportsNamespaces) catalog).createNamespace(target);
    }
    for (LakeTable table : LakeTables.ALL) {
      if (catalog.tableExists(TableIdentifier.of(target, table.name()))) {
        throw new IllegalArgumentException(
            "namespace %s has a table %s: give another namespace".formatted(into, table.name()));
      }
    }
    Map<String, String> files = files(name);
    Map<String, Long> copies = new HashMap<>();
    for (LakeTable table : LakeTables.ALL) {
      copy(table, backup, target, files, copies);
    }
    return backup;
  }

  private void copy(
      LakeTable name,
      Backup backup,
      Namespace target,
      Map<String, String> files,
      Map<String, Long> copies)
      throws IOException {
    Table from = load(name);
    Map<String, String> properties = new HashMap<>(from.properties());
    properties.keySet().removeIf(key -> key.startsWith(PROPERTY_PREFIX) || isMark(key));
    properties.putAll(dropped(backup.name(), name));
    properties.put(TableProperties.GC_ENABLED, "false");
    Table to =
        CertainCommits.of(
            catalog
                .buildTable(TableIdentifier.of(target, name.name()), from.schema())
                .withPartitionSpec(from.spec())
                .withProperties(properties)
                .create());
    if (!to.schema().sameSchema(from.schema())) {
      throw new IllegalStateException(
          "%s numbers its columns in another way than %s: its files can't be read there"
              .formatted(to.name(), from.name()));
    }
    Long snapshot = backup.snapshots().get(name.name());
    if (snapshot == null) {
      return;
    }
    Map<String, String> marks = marks(name, from, snapshot, backup, files, copies);
    DataFileSet data = DataFileSet.create();
    // By position in files that are the very same here.
    DeleteFileSet deletes = DeleteFileSet.create();
    try (CloseableIterable<FileScanTask> tasks =
        // Else the copy's files have no bounds, and every scan of it reads them all.
        from.newScan().useSnapshot(snapshot).includeColumnStats().planFiles()) {
      for (FileScanTask task : tasks) {
        data.add(task.file());
        deletes.addAll(task.deletes());
      }
    }
    if (deletes.stream().anyMatch(file -> file.content() == FileContent.EQUALITY_DELETES)) {
      // They are for older commits, and the copy has one.
      throw new IllegalStateException(
          "%s has rows that were deleted by value and are still in their files: run ./tidelake maintain, then make another backup"
              .formatted(from.name()));
    }
    Transaction transaction = to.newTransaction();
    SnapshotUpdate<?> add = added(transaction, data, deletes);
    marks.forEach(add::set);
    add.commit();
    UpdateProperties update = transaction.updateProperties();
    marks.forEach(update::set);
    update.commit();
    transaction.commitTransaction();
    to.refresh();
    copies.put(name.name(), to.currentSnapshot().snapshotId());
  }

  /** Rows that are deleted and still in their files, as by an UPDATE, stay deleted. */
  private static SnapshotUpdate<?> added(
      Transaction transaction, DataFileSet data, DeleteFileSet deletes) {
    if (deletes.isEmpty()) {
      AppendFiles append = transaction.newAppend();
      data.forEach(append::appendFile);
      return append;
    }
    RowDelta delta = transaction.newRowDelta();
    data.forEach(delta::addRows);
    deletes.forEach(delta::addDeletes);
    return delta;
  }

  /** What the copy says of itself, so that stream, backfill and rollups go on with it. */
  private static Map<String, String> marks(
      LakeTable name,
      Table from,
      long snapshot,
      Backup backup,
      Map<String, String> files,
      Map<String, Long> copies) {
    Map<String, String> marks = new HashMap<>();
    if (LakeTables.OF_STREAM.contains(name)) {
      marks.put(StreamCommit.POSITIONS, backup.positions().toJson());
      marks.putAll(files);
    }
    Rollup.ALL.stream()
        .filter(rollup -> rollup.target() == name)
        .map(rollup -> rollup.source().name())
        // One that stood behind its source is made anew: here are no snapshots in between.
        .filter(source -> covers(from, snapshot, backup.snapshots().get(source)))
        .forEach(source -> marks.put(RollupCommit.COVERED, Long.toString(copies.get(source))));
    return marks;
  }

  private static boolean covers(Table rollup, long snapshot, @Nullable Long source) {
    Snapshot tagged = rollup.snapshot(snapshot);
    return source != null
        && tagged != null
        && source.toString().equals(tagged.summary().get(RollupCommit.COVERED));
  }

  private Table load(LakeTable table) {
    return load(table.name());
  }

  private Table load(String table) {
    TableIdentifier identifier = TableIdentifier.of(namespace, table);
    try {
      return CertainCommits.of(catalog.loadTable(identifier));
    } catch (NoSuchTableException e) {
      throw new IllegalStateException("there is no table " + identifier, e);
    }
  }
}
