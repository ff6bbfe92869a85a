package io.tidelake.stack;

import io.tidelake.stack.process.ProcessCommand;
import io.tidelake.stack.server.Maintenance;
import io.tidelake.stack.server.Secrets;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs maintenance once, beside the part of the stack that does so on its own. */
@Command(
    name = "maintain",
    description = {
      "Bring the rollups up to date and the tables in shape: retention, compaction, manifests,"
          + " expiry, orphans. The stack does so every few minutes on its own.",
      "May run at any time, beside the stream and the stack's own runs: of two runs one works on a"
          + " table at a time."
    },
    footer = {
      "",
      "Environment: " + Maintenance.INTERVAL_VARIABLE + " (pause of the stack's own runs, PT3M).",
      "Exit codes: 0 done or nothing to do, 1 something failed, gave way to other commits at every"
          + " try, or could not be written to maintenance_runs."
    },
    mixinStandardHelpOptions = true)
final class MaintainCommand implements Callable<Integer> {

  @Mixin private SiteOptions siteOptions = new SiteOptions();

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "Only this table; may be repeated. Default: all.")
  private List<String> tables = new ArrayList<>();

  @Option(names = "--dry-run", description = "Tell what would be done and what it costs.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("run"));
    tables.forEach(table -> arguments.addAll(List.of("--table", table)));
    if (dryRun) {
      arguments.add("--dry-run");
    }
    if (json) {
      arguments.add("--json");
    }
    return run(siteOptions.site(), arguments);
  }

  /** Runs the program of the batch side and returns its exit code. */
  static int run(Site site, List<String> arguments)
      throws StackException, IOException, InterruptedException {
    return run(Maintenance.once(site, secrets(site), List.copyOf(arguments)));
  }

  /** The keys of the stack, which must have been started at least once. */
  static Secrets secrets(Site site) throws StackException {
    Path secrets = site.home().resolve("secrets.properties");
    if (!Files.exists(secrets)) {
      throw new StackException(
          StackException.Kind.PRECONDITION,
          "there is no stack in " + site.home() + ": start it with ./tidelake up");
    }
    return Secrets.loadOrCreate(secrets);
  }

  /** Runs a program in the foreground and returns its exit code. */
  static int run(ProcessCommand command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command.line()).inheritIO();
    builder.environment().putAll(command.environment());
    builder.directory(command.folder().toFile());
    return builder.start().waitFor();
  }
}
