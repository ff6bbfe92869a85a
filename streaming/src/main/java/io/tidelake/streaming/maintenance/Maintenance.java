package io.tidelake.streaming.maintenance;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.MaintenancePolicy;
import io.tidelake.schema.table.RollupCommit;
import io.tidelake.streaming.maintenance.rollup.RolledUpMeanwhileException;
import io.tidelake.streaming.maintenance.rollup.Rollup;
import io.tidelake.streaming.maintenance.rollup.RollupPlan;
import io.tidelake.streaming.maintenance.rollup.RollupRun;
import io.tidelake.streaming.maintenance.upkeep.Compaction;
import io.tidelake.streaming.maintenance.upkeep.Expiry;
import io.tidelake.streaming.maintenance.upkeep.Figures;
import io.tidelake.streaming.maintenance.upkeep.ManifestRewrite;
import io.tidelake.streaming.maintenance.upkeep.Orphans;
import io.tidelake.streaming.maintenance.upkeep.Retention;
import io.tidelake.streaming.maintenance.upkeep.TableHealth;
import io.tidelake.streaming.maintenance.upkeep.Work;
import io.tidelake.streaming.sink.CertainCommits;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs of maintenance over the tables of a lake. One table after the other, one operation at a
 * time; a failure ends the operation, not the run. Not thread-safe; of several processes one works
 * on a table at a time ({@link TableLocks}), and should two meet all the same, one gives way.
 */
final class Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

  private static final String RETENTION_DAYS = "retention-days";

  private static final int MAX_TRIES = 3;

  /** How long a run that somebody waits for lets another finish what it does to a table. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /** A closed date that got rows since is not written anew as a whole by scheduled runs. */
  private static final Duration QUIET = Duration.ofMinutes(15);

  /** Their rows are of this system's own doing: no replay brings old ones back. */
  private static final Set<LakeTable> LOGS =
      Set.of(LakeTables.AUDIT_LOG, LakeTables.MAINTENANCE_RUNS);

  private final Catalog catalog;
  private final String namespace;
  private final ZoneId zone;
  private final Clock clock;
  private final TableLocks locks;

  private final RunLog log;

  /** Tables that another process did not let go of for long: this run waits for none twice. */
  private final Set<String> busy = new HashSet<>();

  /** What the run before found, by table, and what this one does. */
  private final Map<String, Set<String>> orphansBefore = new HashMap<>();

  private final Map<String, Set<String>> orphansNow = new HashMap<>();

  /** Without locks. */
  Maintenance(Catalog catalog, String namespace, ZoneId zone, Clock clock) {
    this(catalog, namespace, zone, clock, TableLocks.none());
  }

  /**
   * @param zone the business time zone of the streaming job
   */
  Maintenance(Catalog catalog, String namespace, ZoneId zone, Clock clock, TableLocks locks) {
    this.catalog = catalog;
    this.namespace = namespace;
    this.zone = zone;
    this.clock = clock;
    this.locks = locks;
    this.log = new RunLog(() -> new Journal(load(LakeTables.MAINTENANCE_RUNS)));
  }

  /**
   * What a run is to do.
   *
   * @param tables which; operations on others that these need are left out
   * @param dryRun look and tell, change nothing
   * @param orphans look for orphans too, which lists all files
   * @param scheduled nobody asked for it: old dates are dropped only where that was asked for, by
   *     property, and of the tables of logs, since a file of last year, replayed now, would be gone
   *     minutes later; of orphans those are deleted that the search before found too; a closed date
   *     is written anew as a whole when it has been quiet for some time; a table that another
   *     process works on is left to that
   */
  record Scope(List<LakeTable> tables, boolean dryRun, boolean orphans, boolean scheduled) {

    Scope(List<LakeTable> tables, boolean dryRun, boolean orphans) {
      this(tables, dryRun, orphans, false);
    }
  }

  /** Does what there is to do and writes it down. */
  List<RunLine> run(Scope scope) {
    return run(scope, line -> {});
  }

  /**
   * Does what there is to do and writes it down.
   *
   * @param ended hears of each operation when it has ended
   */
  List<RunLine> run(Scope scope, Consumer<RunLine> ended) {
    log.begin();
    busy.clear();
    orphansNow.clear();
    List<RunLine> lines = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      if (operation == Operation.ORPHANS && !scope.orphans()) {
        continue;
      }
      for (LakeTable table : scope.tables()) {
        new Attempt(table, operation)
            .line(scope)
            .ifPresent(line -> done(line, scope, lines, ended));
        if (operation == Operation.MANIFESTS) {
          // Rollups note that only files changed, else expiry would have to keep the old ones for
          // them.
          followRollups(table, scope, lines, ended);
        }
      }
    }
    orphansBefore.putAll(orphansNow);
    if (!scope.dryRun()) {
      log.flush();
    }
    return lines;
  }

  /** Why not all of the last run could be written to {@code maintenance_runs}; empty: it was. */
  Optional<String> journalFailure() {
    return log.failure();
  }

  private void done(RunLine line, Scope scope, List<RunLine> lines, Consumer<RunLine> ended) {
    lines.add(line);
    ended.accept(line);
    if (!scope.dryRun()) {
      log.add(line);
    }
  }

  private void followRollups(
      LakeTable source, Scope scope, List<RunLine> lines, Consumer<RunLine> ended) {
    for (Rollup rollup : Rollup.ALL) {
      if (!scope.dryRun()
          && rollup.source() == source
          && scope.tables().contains(rollup.target())) {
        new Attempt(rollup.target(), Operation.ROLLUP)
            .line(scope)
            .filter(line -> !isAdvance(line))
            .ifPresent(line -> done(line, scope, lines, ended));
      }
    }
  }

  private static boolean isAdvance(RunLine line) {
    return line.outcome() == RunLine.Outcome.DONE
        && line.reason().startsWith(title(RollupPlan.Kind.ADVANCE));
  }

  private static String title(RollupPlan.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** An operation on a table, with all its tries. */
  private final class Attempt {

    private final LakeTable name;
    private final Operation operation;
    private final Instant started = clock.instant();
    private String reason = "";
    private Work.@Nullable Cost cost;
    private @Nullable Figures before;
    private @Nullable Long snapshot;

    Attempt(LakeTable name, Operation operation) {
      this.name = name;
      this.operation = operation;
    }

    /** Empty if there was nothing to do. */
    Optional<RunLine> line(Scope scope) {
      try {
        Table table = load(name);
        return scope.dryRun() ? tries(scope, table) : alone(scope, table);
      } catch (IOException | RuntimeException e) {
        return Optional.of(failed(e));
      }
    }

    private Optional<RunLine> alone(Scope scope, Table table) throws IOException {
      Duration patience =
          scope.scheduled() || busy.contains(name.name()) ? Duration.ZERO : PATIENCE;
      try (Closeable lock = locks.take(table, patience)) {
        if (lock != null) {
          return tries(scope, table);
        }
        busy.add(name.name());
        LOG.info("{} of {} is left to another process", operation.title(), name.name());
        return scope.scheduled()
            ? Optional.empty()
            : Optional.of(
                line(RunLine.Outcome.CONFLICT, "another process works on the table", 0, 0));
      }
    }

    private Optional<RunLine> tries(Scope scope, Table table) {
      for (int attempt = 1; ; attempt++) {
        try {
          if (attempt > 1) {
            table.refresh();
          }
          Optional<Work> work = plan(name, table, operation, scope.scheduled());
          if (work.isEmpty()) {
            return Optional.empty();
          }
          reason = work.get().reason();
          cost = work.get().cost();
          if (scope.dryRun()) {
            return Optional.of(line(RunLine.Outcome.PLANNED, reason, 0, 0));
          }
          if (before == null) {
            before = Figures.of(table);
          }
          Work.Done done = work.get().action().run();
          snapshot = CertainCommits.newest(table).orElse(null);
          return Optional.of(
              line(
                  RunLine.Outcome.DONE,
                  done.note().isEmpty() ? reason : reason + "; " + done.note(),
                  done.deletedFiles(),
                  done.freedBytes()));
        } catch (CommitFailedException
            | ValidationException
            | RolledUpMeanwhileException conflict) {
          snapshot = CertainCommits.newest(table).orElse(null);
          if (attempt == MAX_TRIES) {
            return Optional.of(
                line(RunLine.Outcome.CONFLICT, String.valueOf(conflict.getMessage()), 0, 0));
          }
          LOG.info(
              "{} of {}: {}; trying again", operation.title(), name.name(), conflict.toString());
        } catch (IOException | RuntimeException e) {
          snapshot = CertainCommits.newest(table).orElse(null);
          return Optional.of(failed(e));
        }
      }
    }

    private RunLine failed(Exception e) {
      LOG.warn("{} of {} failed", operation.title(), name.name(), e);
      return line(
          RunLine.Outcome.FAILED,
          rootMessage(e) + (reason.isEmpty() ? "" : " (" + reason + ")"),
          0,
          0);
    }

    private RunLine line(RunLine.Outcome outcome, String text, long deletedFiles, long freedBytes) {
      return new RunLine(
          name.name(),
          operation,
          started,
          Duration.between(started, clock.instant()),
          outcome,
          text,
          cost,
          before,
          before == null ? null : after(),
          deletedFiles,
          freedBytes,
          snapshot);
    }

    private @Nullable Figures after() {
      try {
        return Figures.of(load(name));
      } catch (RuntimeException e) {
        LOG.warn("{} cannot be read any more", name.name(), e);
        return null;
      }
    }
  }

  private Optional<Work> plan(LakeTable name, Table table, Operation operation, boolean scheduled)
      throws IOException {
    MaintenancePolicy policy = name.maintenance().with(table.properties());
    LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
    return switch (operation) {
      case RETENTION ->
          // What a rollup covers it has to hold, however its policy was set.
          rollup(name).isPresent() || (scheduled && !isRetentionAskedFor(name, table))
              ? Optional.empty()
              : new Retention(table, policy, today).plan();
      case ROLLUP -> rollup(name).flatMap(rollup -> work(rollup, table));
      case COMPACTION ->
          new Compaction(
                  name, table, policy, today, scheduled ? clock.instant().minus(QUIET) : null)
              .plan();
      case MANIFESTS -> new ManifestRewrite(table, policy).plan();
      case EXPIRY -> new Expiry(table, policy, covered(name), clock.instant()).plan();
      case ORPHANS ->
          orphans(
              name,
              new Orphans(
                  table,
                  policy,
                  clock.instant(),
                  scheduled ? orphansBefore.getOrDefault(name.name(), Set.of()) : null));
    };
  }

  private static boolean isRetentionAskedFor(LakeTable name, Table table) {
    return LOGS.contains(name)
        || table.properties().containsKey(MaintenancePolicy.PREFIX + RETENTION_DAYS);
  }

  private Optional<Work> orphans(LakeTable name, Orphans orphans) throws IOException {
    try {
      return orphans
          .plan()
          .map(
              work ->
                  new Work(
                      work.reason(),
                      work.cost(),
                      () -> {
                        Work.Done done = work.action().run();
                        noteSearch(name, orphans);
                        return done;
                      }));
    } finally {
      noteSearch(name, orphans);
    }
  }

  private void noteSearch(LakeTable name, Orphans orphans) {
    orphans.search().ifPresent(search -> log.searched(name, search));
    orphansNow.put(name.name(), orphans.found());
  }

  private Optional<Work> work(Rollup rollup, Table target) {
    Table source = load(rollup.source());
    RollupRun run = new RollupRun(rollup, source, target, zone);
    RollupPlan plan = run.plan();
    if (plan.kind() == RollupPlan.Kind.NOTHING) {
      return Optional.empty();
    }
    return Optional.of(
        new Work(
            plan.reason(),
            cost(plan, source, RollupCommit.covered(target)),
            () -> {
              run.run();
              return Work.Done.AS_PLANNED;
            }));
  }

  /** As the summaries tell it: what a rollup is to read. */
  private static Work.Cost cost(RollupPlan plan, Table source, OptionalLong covered) {
    Snapshot snapshot = source.snapshot(plan.snapshot());
    return switch (plan.kind()) {
      case NOTHING, ADVANCE -> new Work.Cost(0L, 0L, 0L, 0L);
      case BUILD ->
          new Work.Cost(
              number(snapshot, SnapshotSummary.TOTAL_DATA_FILES_PROP),
              number(snapshot, SnapshotSummary.TOTAL_FILE_SIZE_PROP),
              null,
              null);
      case ADD -> {
        long files = 0;
        long bytes = 0;
        while (snapshot != null && snapshot.snapshotId() != covered.orElseThrow()) {
          if (!DataOperations.REPLACE.equals(snapshot.operation())) {
            files += number(snapshot, SnapshotSummary.ADDED_FILES_PROP);
            bytes += number(snapshot, SnapshotSummary.ADDED_FILE_SIZE_PROP);
            files += number(snapshot, SnapshotSummary.DELETED_FILES_PROP);
            bytes += number(snapshot, SnapshotSummary.REMOVED_FILE_SIZE_PROP);
          }
          snapshot = snapshot.parentId() == null ? null : source.snapshot(snapshot.parentId());
        }
        yield new Work.Cost(files, bytes, null, null);
      }
    };
  }

  private static long number(@Nullable Snapshot snapshot, String name) {
    return snapshot == null ? 0 : Long.parseLong(snapshot.summary().getOrDefault(name, "0"));
  }

  private static Optional<Rollup> rollup(LakeTable target) {
    return Rollup.ALL.stream().filter(rollup -> rollup.target() == target).findFirst();
  }

  /** The snapshots of the table that rollups cover. */
  private List<Long> covered(LakeTable source) {
    List<Long> covered = new ArrayList<>();
    for (Rollup rollup : Rollup.ALL) {
      if (rollup.source() == source) {
        RollupCommit.covered(load(rollup.target())).ifPresent(covered::add);
      }
    }
    return covered;
  }

  /** How every table of the list is; of one that cannot be judged, why. */
  List<TableHealth> health(List<LakeTable> tables) {
    List<TableHealth> health = new ArrayList<>();
    Journal journal = new Journal(load(LakeTables.MAINTENANCE_RUNS));
    for (LakeTable name : tables) {
      try {
        health.add(health(name, journal));
      } catch (IOException | RuntimeException e) {
        LOG.warn("{} cannot be judged", name.name(), e);
        health.add(TableHealth.unknown(name, rootMessage(e)));
      }
    }
    return health;
  }

  private TableHealth health(LakeTable name, Journal journal) throws IOException {
    Table table = load(name);
    return TableHealth.of(
        name,
        table,
        name.maintenance().with(table.properties()),
        new TableHealth.Known(
            behind(name, table), journal.maintained(name), journal.orphans(name), clock.instant()));
  }

  /**
   * How long the oldest rows of the source wait to be rolled up; null if the table is no rollup.
   */
  private @Nullable Duration behind(LakeTable name, Table target) {
    Optional<Rollup> rollup = rollup(name);
    if (rollup.isEmpty()) {
      return null;
    }
    long covered = RollupCommit.covered(target).orElse(Long.MIN_VALUE);
    Table source = load(rollup.get().source());
    Snapshot snapshot = source.currentSnapshot();
    long oldest = Long.MAX_VALUE;
    while (snapshot != null && snapshot.snapshotId() != covered) {
      // Compaction, and marks that are said once more, change no row.
      if (!DataOperations.REPLACE.equals(snapshot.operation())) {
        oldest = snapshot.timestampMillis();
      }
      snapshot = snapshot.parentId() == null ? null : source.snapshot(snapshot.parentId());
    }
    return oldest == Long.MAX_VALUE
        ? Duration.ZERO
        : Duration.between(Instant.ofEpochMilli(oldest), clock.instant());
  }

  /** How the table is kept. */
  TablePolicy policy(LakeTable name) {
    Map<String, String> properties = load(name).properties();
    return new TablePolicy(
        name.name(),
        name.maintenance().with(properties),
        MaintenancePolicy.NAMES.stream()
            .filter(value -> properties.containsKey(MaintenancePolicy.PREFIX + value))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * Changes how the table is kept.
   *
   * @param values by the name of the property without its prefix; empty: as by default
   * @throws IllegalArgumentException for a name or value that there is not; nothing is changed
   */
  void setPolicy(LakeTable name, Map<String, String> values) {
    Table table = load(name);
    Map<String, String> properties = new HashMap<>(table.properties());
    UpdateProperties update = table.updateProperties();
    values.forEach(
        (value, text) -> {
          if (!MaintenancePolicy.NAMES.contains(value)) {
            throw new IllegalArgumentException(
                "\"%s\" is no policy: give one of %s".formatted(value, MaintenancePolicy.NAMES));
          }
          if (value.equals(RETENTION_DAYS) && !text.isEmpty() && !text.equals("0")) {
            rollup(name).ifPresent(rollup -> refuseRetention(rollup, text));
          }
          String property = MaintenancePolicy.PREFIX + value;
          if (text.isEmpty()) {
            update.remove(property);
            properties.remove(property);
          } else {
            update.set(property, text);
            properties.put(property, text);
          }
        });
    name.maintenance().with(properties);
    update.commit();
  }

  private static void refuseRetention(Rollup rollup, String days) {
    throw new IllegalArgumentException(
        "%s=%s: %s holds what %s holds, and loses a date with it: give %s the policy"
            .formatted(
                RETENTION_DAYS,
                days,
                rollup.target().name(),
                rollup.source().name(),
                rollup.source().name()));
  }

  private Table load(LakeTable table) {
    return CertainCommits.of(catalog.loadTable(TableIdentifier.of(namespace, table.name())));
  }

  static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
