package io.tidelake.streaming.maintenance;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.config.LakeOptions;
import io.tidelake.streaming.config.OptionConverters;
import io.tidelake.streaming.maintenance.backup.Backups;
import io.tidelake.streaming.maintenance.rollup.Rollup;
import io.tidelake.streaming.maintenance.rollup.RollupRun;
import io.tidelake.streaming.maintenance.upkeep.TableHealth;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.CatalogLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The batch side's command line: one run, the health of tables, or runs for ever. See the package
 * for what it does and why it is a process of its own.
 */
@Command(
    name = "maintenance",
    description = "Keeps the tables of the lake in shape and the rollups up to date.",
    subcommands = {
      MaintenanceCommand.Run.class,
      MaintenanceCommand.Status.class,
      MaintenanceCommand.ShowPolicy.class,
      MaintenanceCommand.SetPolicy.class,
      MaintenanceCommand.RecomputeDates.class,
      MaintenanceCommand.Backup.class,
      MaintenanceCommand.Restore.class,
      MaintenanceCommand.Serve.class
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class MaintenanceCommand implements Runnable {

  /** The commands of the stack that people give, by those of this program that do the work. */
  private static final Map<String, String> ASKED_FOR_AS =
      Map.of(
          "run", "maintain",
          "status", "lake status",
          "policy", "lake policy",
          "set", "lake set",
          "recompute", "recompute",
          "backup", "backup",
          "restore", "restore");

  @Spec private @Nullable CommandSpec spec;

  private MaintenanceCommand() {}

  /** Ends the process: 0 done, 1 something failed, 2 wrong options. */
  public static void main(String[] arguments) {
    // What the sketches' library asks about object sizes goes without attaching to this JVM.
    for (String probe : List.of("InstalledAttach", "DynamicAttach", "HotspotSAAttach")) {
      System.setProperty("jol.skip" + probe, "true");
    }
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new MaintenanceCommand())
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              Throwable root = failure;
              while (root.getCause() != null) {
                root = root.getCause();
              }
              command
                  .getErr()
                  .println(
                      "%s: %s: %s"
                          .formatted(
                              command.getCommandName(),
                              root.getClass().getSimpleName(),
                              root.getMessage()));
              return CommandLine.ExitCode.SOFTWARE;
            })
        .setParameterExceptionHandler(
            (wrong, arguments) -> {
              CommandLine command = wrong.getCommandLine();
              String name = ASKED_FOR_AS.getOrDefault(command.getCommandName(), "");
              command
                  .getErr()
                  .println(
                      name.isEmpty()
                          ? wrong.getMessage()
                          : "%s (see ./tidelake %s --help)".formatted(wrong.getMessage(), name));
              return CommandLine.ExitCode.USAGE;
            });
  }

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "a command is missing: run, status, policy, set, recompute, backup, restore or serve");
  }

  /** What all of them share. */
  private abstract static class LakeCommand implements Callable<Integer> {

    /** It rewrites large tables, and nobody waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Mixin LakeOptions lake = new LakeOptions();

    @Spec @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      check();
      lake.validate();
      Catalog catalog =
          CatalogLoader.rest("lake", new Configuration(false), lake.catalogProperties(PATIENCE))
              .loadCatalog();
      try {
        return call(
            new Maintenance(
                catalog, lake.namespace(), lake.zone(), Clock.systemUTC(), TableLocks.ofProcess()),
            catalog);
      } finally {
        if (catalog instanceof Closeable closeable) {
          closeable.close();
        }
      }
    }

    /**
     * What can be said of the options before anything is asked.
     *
     * @throws ParameterException if they cannot be followed
     */
    void check() {}

    abstract int call(Maintenance maintenance, Catalog catalog) throws Exception;

    final void print(String text) {
      PrintWriter out = command().getOut();
      out.println(text);
      out.flush();
    }

    final CommandLine command() {
      return Objects.requireNonNull(spec).commandLine();
    }

    final List<LakeTable> tables(Set<String> names) {
      if (names.isEmpty()) {
        return LakeTables.ALL;
      }
      List<LakeTable> tables = new ArrayList<>();
      for (String name : names) {
        tables.add(
            LakeTables.ALL.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow(
                    () ->
                        new ParameterException(
                            command(),
                            "\"%s\" is no table of the lake: give one of %s"
                                .formatted(
                                    name,
                                    LakeTables.ALL.stream()
                                        .map(LakeTable::name)
                                        .collect(Collectors.joining(", "))))));
      }
      return tables;
    }
  }

  /** One run. */
  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description =
          "Do what there is to do, once; exits 1 if something failed, gave way to other commits at"
              + " every try, or could not be written down.")
  static final class Run extends LakeCommand {

    @Option(
        names = "--table",
        paramLabel = "NAME",
        description = "only this table; may be repeated (default: all)")
    private Set<String> names = new LinkedHashSet<>();

    @Option(
        names = "--rollups",
        description =
            "the tables that are made of others, besides those of --table; no look for orphans")
    private boolean rollups;

    @Option(
        names = "--dry-run",
        description = "tell what would be done and what it costs, and do nothing")
    private boolean dryRun;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    int call(Maintenance maintenance, Catalog catalog) {
      Set<String> chosen = new LinkedHashSet<>(names);
      if (rollups) {
        Rollup.ALL.forEach(rollup -> chosen.add(rollup.target().name()));
      }
      List<RunLine> lines =
          maintenance.run(
              new Maintenance.Scope(tables(chosen), dryRun, !rollups),
              line -> {
                if (!json) {
                  print(Report.runText(line));
                }
              });
      if (json) {
        print(Json.of(lines.stream().map(Report::json).toList()));
      } else if (lines.isEmpty()) {
        print("Nothing to do.");
      }
      maintenance
          .journalFailure()
          .ifPresent(
              failure ->
                  command()
                      .getErr()
                      .println("The run is not in maintenance_runs altogether: " + failure));
      return exitCode(lines, maintenance.journalFailure().isPresent());
    }

    static int exitCode(List<RunLine> lines, boolean unwritten) {
      boolean undone =
          lines.stream()
              .anyMatch(
                  line ->
                      line.outcome() == RunLine.Outcome.FAILED
                          || line.outcome() == RunLine.Outcome.CONFLICT);
      return undone || unwritten ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }
  }

  /** The health of tables. */
  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Show how well the tables are, out of their metadata.")
  static final class Status extends LakeCommand {

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    int call(Maintenance maintenance, Catalog catalog) {
      List<TableHealth> health = maintenance.health(LakeTables.ALL);
      print(
          json
              ? Json.of(health.stream().map(Report::json).toList())
              : Report.healthText(health, Instant.now()));
      return CommandLine.ExitCode.OK;
    }
  }

  /** The policies of tables. */
  @Command(
      name = "policy",
      mixinStandardHelpOptions = true,
      description = "Show how tables are kept.")
  static final class ShowPolicy extends LakeCommand {

    @Parameters(arity = "0..*", paramLabel = "TABLE", description = "which (default: all)")
    private Set<String> names = new LinkedHashSet<>();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    int call(Maintenance maintenance, Catalog catalog) {
      List<TablePolicy> policies = tables(names).stream().map(maintenance::policy).toList();
      print(
          json
              ? Json.of(policies.stream().map(Report::json).toList())
              : Report.policyText(policies));
      return CommandLine.ExitCode.OK;
    }
  }

  /** Changes the policy of one table. */
  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description =
          "Change how a table is kept, as table properties; no value goes back to default.")
  static final class SetPolicy extends LakeCommand {

    @Parameters(index = "0", paramLabel = "TABLE", description = "the table")
    private String name = "";

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "NAME=VALUE",
        mapFallbackValue = "",
        description = "such as retention-days=30")
    private Map<String, String> values = new LinkedHashMap<>();

    @Override
    int call(Maintenance maintenance, Catalog catalog) {
      LakeTable table = tables(Set.of(name)).get(0);
      try {
        maintenance.setPolicy(table, values);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(command(), e.getMessage());
      }
      print(Report.policyText(List.of(maintenance.policy(table))));
      return CommandLine.ExitCode.OK;
    }
  }

  /** Counts dates anew. */
  @Command(
      name = "recompute",
      mixinStandardHelpOptions = true,
      description = "Count dates anew out of raw_events and put right what differs.")
  static final class RecomputeDates extends LakeCommand {

    private static final int SHOWN_CELLS = 20;

    /** Ten years; each date is looked at, also one without a row. */
    private static final int MAX_DATES = 3_653;

    @Option(names = "--day", paramLabel = "DATE", description = "the business date")
    private @Nullable LocalDate day;

    @Option(names = "--from", paramLabel = "DATE", description = "the first of several dates")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DATE", description = "the last of several dates")
    private @Nullable LocalDate to;

    @Option(
        names = "--rebuild-rollups",
        description =
            "make the rollups anew, all of them, instead of comparing these dates; prints what they"
                + " said that was wrong")
    private boolean rebuild;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    void check() {
      if (day == null ? from == null || to == null : from != null || to != null) {
        throw new ParameterException(
            command(), "which dates? Give --day DATE, or --from DATE and --to DATE");
      }
      if (from != null && to != null && from.isAfter(to)) {
        throw new ParameterException(
            command(), "--from is %s, after --to, %s: give a later --to".formatted(from, to));
      }
      if (from != null && to != null && ChronoUnit.DAYS.between(from, to) >= MAX_DATES) {
        throw new ParameterException(
            command(),
            "--from %s to --to %s is %,d dates: give %,d at most"
                .formatted(from, to, ChronoUnit.DAYS.between(from, to) + 1, MAX_DATES));
      }
    }

    @Override
    int call(Maintenance maintenance, Catalog catalog) throws IOException {
      LocalDate first = Objects.requireNonNull(day == null ? from : day);
      LocalDate last = Objects.requireNonNull(day == null ? to : day);
      Map<String, Object> told = new LinkedHashMap<>();
      try {
        run(catalog, first, last, told);
      } finally {
        // What was put right before something failed was put right.
        if (json) {
          print(Json.of(told));
        }
      }
      return CommandLine.ExitCode.OK;
    }

    private void run(Catalog catalog, LocalDate first, LocalDate last, Map<String, Object> told)
        throws IOException {
      Recompute recompute = new Recompute(catalog, lake.namespace(), lake.zone());
      Map<String, Long> wrong = new LinkedHashMap<>();
      List<String> cells = new ArrayList<>();
      if (rebuild) {
        compare(catalog, wrong, cells);
      }
      for (LocalDate date = first; !date.isAfter(last); date = date.plusDays(1)) {
        Map<String, Long> different = rebuild ? recompute.minutes(date) : recompute.all(date);
        told.put(date.toString(), different);
        if (!json) {
          print(date + ": " + Report.differenceText(different));
        }
      }
      if (rebuild) {
        recompute.rebuildRollups();
        told.put("rollups", wrong);
        if (!json) {
          print(Report.rebuiltText(wrong, cells));
        }
      }
    }

    /** What is wrong in the rollups before they are made anew. */
    private void compare(Catalog catalog, Map<String, Long> counts, List<String> cells)
        throws IOException {
      for (Rollup rollup : Rollup.ALL) {
        String name = rollup.target().name();
        RollupRun run =
            new RollupRun(
                rollup,
                load(catalog, rollup.source()),
                load(catalog, rollup.target()),
                lake.zone());
        counts.put(
            name,
            run.differing(
                cell -> {
                  if (cells.size() < SHOWN_CELLS) {
                    cells.add(name + " " + cell);
                  }
                }));
      }
    }

    private Table load(Catalog catalog, LakeTable table) {
      return catalog.loadTable(TableIdentifier.of(lake.namespace(), table.name()));
    }
  }

  /** Tags all tables. */
  @Command(
      name = "backup",
      mixinStandardHelpOptions = true,
      description = "Tag all tables at one point of the stream, or list or prune such backups.")
  static final class Backup extends LakeCommand {

    @Option(names = "--name", paramLabel = "NAME", description = "of the tags (default: the time)")
    private @Nullable String name;

    @Option(names = "--list", description = "list backups, the newest first, and make none")
    private boolean list;

    @Option(
        names = "--prune",
        paramLabel = "AGE",
        converter = OptionConverters.IsoDuration.class,
        description = "remove backups older than this, such as P30D, and make none")
    private @Nullable Duration prune;

    @Override
    void check() {
      if (prune != null && prune.isNegative()) {
        throw new ParameterException(
            command(), "--prune is %s: give an age of zero or more, such as P30D".formatted(prune));
      }
    }

    @Override
    int call(Maintenance maintenance, Catalog catalog) {
      Backups backups = new Backups(catalog, lake.namespace(), Clock.systemUTC());
      if (list) {
        backups.list().forEach(this::print);
      } else if (prune != null) {
        List<Backups.Backup> pruned = backups.prune(prune);
        print("%d backups removed".formatted(pruned.size()));
        pruned.forEach(this::print);
      } else {
        try {
          print(backups.create(name));
        } catch (IllegalArgumentException e) {
          throw new ParameterException(command(), "--name: " + e.getMessage());
        }
      }
      return CommandLine.ExitCode.OK;
    }

    private void print(Backups.Backup backup) {
      print(
          "%s  made %s  at %s  %d tables"
              .formatted(
                  backup.name(), backup.madeAt(), backup.positions(), backup.snapshots().size()));
    }
  }

  /** Makes tagged tables what they were, or copies them. */
  @Command(
      name = "restore",
      mixinStandardHelpOptions = true,
      description =
          "Make copies of the tables of a backup in a namespace of their own, or roll the tables"
              + " themselves back to it: then the streaming job must have been stopped, and is to"
              + " be started without a checkpoint.")
  static final class Restore extends LakeCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "the backup")
    private String name = "";

    @ArgGroup(multiplicity = "1")
    private Where where = new Where();

    @Option(
        names = "--topic-begins",
        paramLabel = "POSITIONS",
        defaultValue = "{}",
        description =
            "with --in-place: the first offsets that Kafka holds, such as {\"0\":0}; a backup of"
                + " before is refused, since what came between would be lost")
    private String topicBegins = "";

    @Option(
        names = "--check",
        description = "with --in-place: tell whether it can be done, and change nothing")
    private boolean check;

    /** One of these. */
    private static final class Where {

      @Option(
          names = "--into",
          paramLabel = "NAMESPACE",
          description = "holds the copies; none of the tables may be there")
      private String into = "";

      @Option(names = "--in-place", description = "roll the tables back")
      private boolean inPlace;
    }

    @Override
    int call(Maintenance maintenance, Catalog catalog) throws IOException {
      Backups backups = new Backups(catalog, lake.namespace(), Clock.systemUTC());
      try {
        if (where.inPlace && check) {
          backups.requireReturn(name, TopicPositions.parse(topicBegins));
          return CommandLine.ExitCode.OK;
        }
        Backups.Backup backup =
            where.inPlace
                ? backups.rollBack(name, TopicPositions.parse(topicBegins))
                : backups.restore(name, where.into);
        print(
            "%s is in namespace %s, as of %s"
                .formatted(
                    backup.name(),
                    where.inPlace ? lake.namespace() : where.into,
                    backup.positions()));
        return CommandLine.ExitCode.OK;
      } catch (IllegalArgumentException e) {
        throw new ParameterException(command(), e.getMessage());
      }
    }
  }

  /** Runs for ever. */
  @Command(
      name = "serve",
      mixinStandardHelpOptions = true,
      description = "Do what there is to do again and again, and answer how it goes over HTTP.")
  static final class Serve extends LakeCommand {

    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);

    @Option(
        names = "--every",
        paramLabel = "DURATION",
        defaultValue = "PT3M",
        converter = OptionConverters.IsoDuration.class,
        description = "from the end of a run to the begin of the next (default: ${DEFAULT-VALUE})")
    private Duration interval = Duration.ZERO;

    @Option(
        names = "--host",
        paramLabel = "ADDRESS",
        defaultValue = "127.0.0.1",
        description = "address to answer on (default: ${DEFAULT-VALUE})")
    private String host = "";

    @Option(
        names = "--port",
        paramLabel = "PORT",
        defaultValue = "8137",
        description = "port to answer on (default: ${DEFAULT-VALUE})")
    private int port;

    @Override
    void check() {
      if (interval.compareTo(MIN_INTERVAL) < 0) {
        throw new ParameterException(
            command(), "--every is %s: give a duration from PT1S on".formatted(interval));
      }
    }

    @Override
    int call(Maintenance maintenance, Catalog catalog) throws Exception {
      MaintenanceServer.run(maintenance, catalog, lake.namespace(), interval, host, port);
      return CommandLine.ExitCode.OK;
    }
  }
}
