package io.tidelake.stack;

import io.tidelake.stack.server.LiveJob;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the stack in the background. */
@Command(
    name = "up",
    description = "Start everything in the background; returns when every part is healthy.",
    footer =
        "Environment: "
            + LiveJob.TICK_VARIABLE
            + " (how often live counts are published, PT0.02S), "
            + LiveJob.CHECKPOINT_VARIABLE
            + " (how often the tables are committed, PT5S).",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

  @Mixin private SiteOptions site = new SiteOptions();

  @Option(
      names = "--without",
      paramLabel = "PART",
      description = "Leave a part out, for example because an IDE runs it. Repeatable.")
  private List<String> without = List.of();

  @Option(
      names = "--secure",
      description = "Let nobody in without a token: see ./tidelake token --help.")
  private boolean secure;

  @Mixin private ReadyTimeout timeout = new ReadyTimeout();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    CommandSpec command = java.util.Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    StackOptions options =
        PartSelection.options(command, site.site(), Set.copyOf(without))
            .secured(secure)
            .readyWithin(timeout.value());
    new BackgroundStack(options, Set.copyOf(without), out).up(null);
    return 0;
  }
}
