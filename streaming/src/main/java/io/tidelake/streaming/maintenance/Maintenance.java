package io.tidelake.streaming.maintenance;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.MaintenancePolicy;
import io.tidelake.schema.table.RollupCommit;
import io.tidelake.streaming.maintenance.recompute.MinuteCorrection;
import io.tidelake.streaming.maintenance.rollup.RolledUpMeanwhileException;
import io.tidelake.streaming.maintenance.rollup.Rollup;
import io.tidelake.streaming.maintenance.rollup.RollupPlan;
import io.tidelake.streaming.maintenance.rollup.RollupRun;
import io.tidelake.streaming.maintenance.upkeep.Compaction;
import io.tidelake.streaming.maintenance.upkeep.Expiry;
import io.tidelake.streaming.maintenance.upkeep.Figures;
import io.tidelake.streaming.maintenance.upkeep.ManifestRewrite;
import io.tidelake.streaming.maintenance.upkeep.OrphanSearch;
import io.tidelake.streaming.maintenance.upkeep.Orphans;
import io.tidelake.streaming.maintenance.upkeep.Retention;
import io.tidelake.streaming.maintenance.upkeep.TableHealth;
import io.tidelake.streaming.maintenance.upkeep.Work;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.Snapshot;
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
 * time; a failure ends the operation, not the run. Not thread-safe; runs of several processes at
 * once do no harm, one of two that meet gives way.
 */
final class Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

  private static final int MAX_TRIES = 3;

  private final Catalog catalog;
  private final String namespace;
  private final ZoneId zone;
  private final Clock clock;

  /** Of the run that is under way, by table. */
  private final Map<String, OrphanSearch> searches = new HashMap<>();

  /**
   * @param zone the business time zone of the streaming job
   */
  Maintenance(Catalog catalog, String namespace, ZoneId zone, Clock clock) {
    this.catalog = catalog;
    this.namespace = namespace;
    this.zone = zone;
    this.clock = clock;
  }

  /**
   * What a run is to do.
   *
   * @param tables which; operations on others that these need are left out
   * @param dryRun look and tell, change nothing
   * @param orphans look for orphans too, which lists all files
   * @param retention drop old dates too
   */
  record Scope(List<LakeTable> tables, boolean dryRun, boolean orphans, boolean retention) {

    Scope(List<LakeTable> tables, boolean dryRun, boolean orphans) {
      this(tables, dryRun, orphans, true);
    }

    boolean leavesOut(Operation operation) {
      return operation == Operation.ORPHANS && !orphans
          || operation == Operation.RETENTION && !retention;
    }
  }

  /** Does what there is to do and writes it down. */
  List<RunLine> run(Scope scope) {
    String runId = UUID.randomUUID().toString();
    searches.clear();
    List<RunLine> lines = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      if (scope.leavesOut(operation)) {
        continue;
      }
      for (LakeTable table : scope.tables()) {
        attempt(table, operation, scope.dryRun()).ifPresent(lines::add);
        if (operation == Operation.MANIFESTS) {
          // Rollups note that only files changed, else expiry would have to keep the old ones for
          // them.
          rollupsOf(table, scope).forEach(lines::add);
        }
      }
    }
    if (!scope.dryRun()) {
      try {
        new Journal(load(LakeTables.MAINTENANCE_RUNS)).write(runId, lines, searches);
      } catch (IOException | RuntimeException e) {
        LOG.warn("The run could not be written to maintenance_runs: {}", lines, e);
      }
    }
    return lines;
  }

  private List<RunLine> rollupsOf(LakeTable source, Scope scope) {
    List<RunLine> lines = new ArrayList<>();
    for (Rollup rollup : Rollup.ALL) {
      if (!scope.dryRun()
          && rollup.source() == source
          && scope.tables().contains(rollup.target())) {
        attempt(rollup.target(), Operation.ROLLUP, false)
            .filter(line -> !isAdvance(line))
            .ifPresent(lines::add);
      }
    }
    return lines;
  }

  private static boolean isAdvance(RunLine line) {
    return line.outcome() == RunLine.Outcome.DONE
        && line.reason().startsWith(title(RollupPlan.Kind.ADVANCE));
  }

  private static String title(RollupPlan.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private Optional<RunLine> attempt(LakeTable name, Operation operation, boolean dryRun) {
    Instant started = clock.instant();
    String reason = "";
    @Nullable Figures before = null;
    for (int attempt = 1; ; attempt++) {
      try {
        Table table = load(name);
        Optional<Work> work = plan(name, table, operation);
        if (work.isEmpty()) {
          return Optional.empty();
        }
        reason = work.get().reason();
        if (dryRun) {
          return Optional.of(
              line(name, operation, started, RunLine.Outcome.PLANNED, reason, null, null, 0, null));
        }
        if (before == null) {
          before = Figures.of(table);
        }
        Work.Done done = work.get().action().run();
        table.refresh();
        return Optional.of(
            line(
                name,
                operation,
                started,
                RunLine.Outcome.DONE,
                done.note().isEmpty() ? reason : reason + "; " + done.note(),
                before,
                Figures.of(table),
                done.deletedFiles(),
                CertainCommits.newest(table).orElse(null)));
      } catch (CommitFailedException | ValidationException | RolledUpMeanwhileException conflict) {
        if (attempt == MAX_TRIES) {
          return Optional.of(
              line(
                  name,
                  operation,
                  started,
                  RunLine.Outcome.CONFLICT,
                  conflict.getMessage(),
                  before,
                  null,
                  0,
                  null));
        }
        LOG.info("{} of {}: {}; trying again", operation.title(), name.name(), conflict.toString());
      } catch (IOException | RuntimeException e) {
        LOG.warn("{} of {} failed", operation.title(), name.name(), e);
        return Optional.of(
            line(
                name,
                operation,
                started,
                RunLine.Outcome.FAILED,
                rootMessage(e) + (reason.isEmpty() ? "" : " (" + reason + ")"),
                before,
                null,
                0,
                null));
      }
    }
  }

  private RunLine line(
      LakeTable name,
      Operation operation,
      Instant started,
      RunLine.Outcome outcome,
      String reason,
      @Nullable Figures before,
      @Nullable Figures after,
      long deletedFiles,
      @Nullable Long snapshot) {
    return new RunLine(
        name.name(),
        operation,
        started,
        Duration.between(started, clock.instant()),
        outcome,
        reason,
        before,
        after,
        deletedFiles,
        snapshot);
  }

  private Optional<Work> plan(LakeTable name, Table table, Operation operation) throws IOException {
    MaintenancePolicy policy = name.maintenance().with(table.properties());
    LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
    return switch (operation) {
      case RETENTION -> new Retention(table, policy, today).plan();
      case ROLLUP -> rollup(name).flatMap(rollup -> work(rollup, table));
      case COMPACTION -> new Compaction(name, table, policy, today).plan();
      case MANIFESTS -> new ManifestRewrite(table, policy).plan();
      case EXPIRY -> new Expiry(table, policy, covered(name), clock.instant()).plan();
      case ORPHANS -> orphans(name, new Orphans(table, policy, clock.instant()));
    };
  }

  private Optional<Work> orphans(LakeTable name, Orphans orphans) throws IOException {
    try {
      return orphans
          .plan()
          .map(
              work ->
                  new Work(
                      work.reason(),
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
    orphans.search().ifPresent(search -> searches.put(name.name(), search));
  }

  private Optional<Work> work(Rollup rollup, Table target) {
    RollupRun run = new RollupRun(rollup, load(rollup.source()), target, zone);
    RollupPlan plan = run.plan();
    if (plan.kind() == RollupPlan.Kind.NOTHING) {
      return Optional.empty();
    }
    return Optional.of(
        new Work(
            plan.reason(),
            () -> {
              run.run();
              return Work.Done.AS_PLANNED;
            }));
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

  /**
   * Counts dates of {@code behavior_1m} and of every rollup anew and replaces what differs.
   *
   * @param rebuild make the rollups anew instead, all of them
   * @return by date and table, how many cells differed; of rollups that are made anew nothing
   * @throws IllegalStateException if it cannot be done now; says why
   */
  Map<LocalDate, Map<String, Long>> recompute(LocalDate first, LocalDate last, boolean rebuild)
      throws IOException {
    Map<LocalDate, Map<String, Long>> different = new TreeMap<>();
    MinuteCorrection correction =
        new MinuteCorrection(load(LakeTables.RAW_EVENTS), load(LakeTables.BEHAVIOR_1M), zone);
    for (LocalDate date = first; !date.isAfter(last); date = date.plusDays(1)) {
      different.put(date, new LinkedHashMap<>());
      different.get(date).put(LakeTables.BEHAVIOR_1M.name(), correction.run(date));
    }
    for (Rollup rollup : Rollup.ALL) {
      if (rebuild) {
        retried(rollup, RollupRun::rebuild);
      } else {
        retried(rollup, RollupRun::run);
        for (Map.Entry<LocalDate, Map<String, Long>> date : different.entrySet()) {
          long cells = retried(rollup, run -> run.recount(date.getKey()));
          date.getValue().put(rollup.target().name(), cells);
        }
      }
    }
    return different;
  }

  private interface Step<T> {
    T with(RollupRun run) throws IOException;
  }

  /** A scheduled run may roll up at the same time: who comes second begins anew. */
  private <T> T retried(Rollup rollup, Step<T> step) throws IOException {
    for (int attempt = 1; ; attempt++) {
      RollupRun run = new RollupRun(rollup, load(rollup.source()), load(rollup.target()), zone);
      try {
        return step.with(run);
      } catch (CommitFailedException | ValidationException | RolledUpMeanwhileException conflict) {
        if (attempt == MAX_TRIES) {
          throw conflict;
        }
        LOG.info("Rollup of {}: {}; trying again", rollup.target().name(), conflict.toString());
      }
    }
  }

  /** How every table of the list is. */
  List<TableHealth> health(List<LakeTable> tables) throws IOException {
    List<TableHealth> health = new ArrayList<>();
    Journal journal = new Journal(load(LakeTables.MAINTENANCE_RUNS));
    for (LakeTable name : tables) {
      Table table = load(name);
      health.add(
          TableHealth.of(
              name,
              table,
              name.maintenance().with(table.properties()),
              new TableHealth.Known(
                  behind(name, table), journal.maintained(name), journal.orphans(name))));
    }
    return health;
  }

  /** How long the oldest commit of the source waits to be rolled up; null if the table is none. */
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
      oldest = snapshot.timestampMillis();
      snapshot = snapshot.parentId() == null ? null : source.snapshot(snapshot.parentId());
    }
    return oldest == Long.MAX_VALUE
        ? Duration.ZERO
        : Duration.between(Instant.ofEpochMilli(oldest), clock.instant());
  }

  /** How the table is kept. */
  MaintenancePolicy policy(LakeTable table) {
    return table.maintenance().with(load(table).properties());
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

  private Table load(LakeTable table) {
    return CertainCommits.of(catalog.loadTable(TableIdentifier.of(namespace, table.name())));
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
