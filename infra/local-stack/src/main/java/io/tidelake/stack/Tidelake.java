package io.tidelake.stack;

import io.tidelake.ingest.ProduceCommand;
import io.tidelake.ingest.replay.ReplayQuarantineCommand;
import io.tidelake.stack.chaos.ChaosCommand;
import io.tidelake.stack.reconcile.ReconcileCommand;
import io.tidelake.stack.server.Part;
import java.io.PrintWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** The command line {@code ./tidelake}. */
@Command(
    name = "tidelake",
    description = "A batch-plus-stream lakehouse on this machine.",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      DemoCommand.class,
      SqlCommand.class,
      TokenCommand.class,
      BackfillCommand.class,
      MaintainCommand.class,
      LakeCommand.class,
      RecomputeCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      ChaosCommand.class,
      TestCommand.class,
      SuperviseCommand.class
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Environment: TIDELAKE_HOME (state folder), TIDELAKE_PORT_OFFSET, JAVA_HOME.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 something is missing on this machine."
    })
public final class Tidelake implements Runnable {

  static final int WRONG_USAGE = 2;

  private static final String SITE_MIXIN = "site";
  private static final String BOOTSTRAP_SERVERS = "--bootstrap-servers";
  private static final String TRINO_URL = "--trino-url";

  @Spec private @Nullable CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Tidelake())
        .addSubcommand(client(new ProduceCommand()))
        .addSubcommand(client(new ReplayQuarantineCommand()))
        .addSubcommand(client(new ReconcileCommand()))
        .setExecutionStrategy(Tidelake::execute)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Tidelake::wrongUsage)
        .setExecutionExceptionHandler(Tidelake::failed);
  }

  @Override
  public void run() {
    CommandLine command = java.util.Objects.requireNonNull(spec).commandLine();
    throw new CommandLine.ParameterException(
        command, "a command is missing: " + String.join(", ", visible(command)));
  }

  /** A command that knows servers by options alone, and may serve those of another place too. */
  private static CommandLine client(Object command) {
    CommandLine client = new CommandLine(command);
    client.addMixin(SITE_MIXIN, new SiteOptions());
    return client;
  }

  /** Lets such a command find the servers of the stack that the options are about. */
  private static int execute(CommandLine.ParseResult parsed) {
    CommandLine.ParseResult command = parsed.subcommand();
    if (command != null) {
      CommandSpec mixin = command.commandSpec().mixins().get(SITE_MIXIN);
      if (mixin != null && mixin.userObject() instanceof SiteOptions options) {
        setDefault(command, BOOTSTRAP_SERVERS, () -> options.site().address(Part.KAFKA));
        setDefault(command, TRINO_URL, () -> options.site().url(Part.TRINO));
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static void setDefault(
      CommandLine.ParseResult command, String name, Supplier<String> value) {
    OptionSpec option = command.commandSpec().findOption(name);
    if (option != null && !command.hasMatchedOption(name)) {
      option.setValue(value.get());
    }
  }

  private static java.util.List<String> visible(CommandLine command) {
    return command.getSubcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .map(java.util.Map.Entry::getKey)
        .toList();
  }

  private static int wrongUsage(CommandLine.ParameterException e, String[] arguments) {
    PrintWriter err = e.getCommandLine().getErr();
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    err.println(command + ": " + e.getMessage() + " (see " + command + " --help)");
    err.flush();
    return WRONG_USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parseResult) {
    PrintWriter err = command.getErr();
    if (e instanceof StackException stackException) {
      err.println(e.getMessage());
      err.flush();
      return stackException.kind().exitCode();
    }
    err.println(command.getCommandSpec().qualifiedName() + ": " + e);
    err.flush();
    return StackException.Kind.FAILURE.exitCode();
  }
}
