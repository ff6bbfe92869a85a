package io.tidelake.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What there is to know of the tables. */
@Command(
    name = "lake",
    description = "Show how well the tables of the lake are, and change how they are kept.",
    subcommands = {
      LakeCommand.StatusOfTables.class,
      LakeCommand.ShowPolicy.class,
      LakeCommand.SetPolicy.class
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class LakeCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(),
        "a command is missing: status, policy or set");
  }

  /** Table health. */
  @Command(
      name = "status",
      description = "Score, size and what to do next, of every table, out of its metadata.",
      mixinStandardHelpOptions = true)
  static final class StatusOfTables implements Callable<Integer> {

    @Mixin private SiteOptions siteOptions = new SiteOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
      List<String> arguments = new ArrayList<>(List.of("status"));
      if (json) {
        arguments.add("--json");
      }
      return MaintainCommand.run(siteOptions.site(), arguments);
    }
  }

  /** How tables are kept. */
  @Command(
      name = "policy",
      description =
          "How tables are kept: for how long, how many snapshots, in files of which size; and what"
              + " of that was set for a table alone.",
      mixinStandardHelpOptions = true)
  static final class ShowPolicy implements Callable<Integer> {

    @Mixin private SiteOptions siteOptions = new SiteOptions();

    @Parameters(arity = "0..*", paramLabel = "TABLE", description = "Which. Default: all.")
    private List<String> tables = new ArrayList<>();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
      List<String> arguments = new ArrayList<>(List.of("policy"));
      arguments.addAll(tables);
      if (json) {
        arguments.add("--json");
      }
      return MaintainCommand.run(siteOptions.site(), arguments);
    }
  }

  /** Changes how a table is kept. */
  @Command(
      name = "set",
      description = {
        "Change how a table is kept, for that table alone: retention-days, snapshot-max-age,"
            + " snapshot-min-count, snapshot-max-count, target-file-bytes, min-input-files,"
            + " max-small-manifests, orphan-age."
      },
      mixinStandardHelpOptions = true)
  static final class SetPolicy implements Callable<Integer> {

    @Mixin private SiteOptions siteOptions = new SiteOptions();

    @Parameters(index = "0", paramLabel = "TABLE", description = "The table.")
    private String table = "";

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "NAME=VALUE",
        description = "Such as retention-days=30; without a value, back to the default.")
    private List<String> values = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
      List<String> arguments = new ArrayList<>(List.of("set", table));
      arguments.addAll(values);
      return MaintainCommand.run(siteOptions.site(), arguments);
    }
  }
}
