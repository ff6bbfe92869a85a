package io.tidelake.stack;

import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Starts everything with traffic, until Ctrl-C. */
@Command(
    name = "demo",
    description = "Start everything, generate traffic, print the URLs; Ctrl-C stops all.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  @Mixin private SiteOptions site = new SiteOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    CommandSpec command = java.util.Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    StackOptions options = PartSelection.options(command, site.site(), Set.of());
    BackgroundStack stack = new BackgroundStack(options, Set.of(), out);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack, out), "stop-demo"));
    // Ends with this process even if that is killed.
    stack.up(ProcessHandle.current());
    out.println("Ctrl-C stops everything.");
    out.flush();
    Thread.currentThread().join();
    return 0;
  }

  private static void stop(BackgroundStack stack, PrintWriter out) {
    try {
      if (stack.down()) {
        out.println("Stopped.");
        out.flush();
      }
    } catch (Exception e) {
      out.println(e.getMessage());
      out.flush();
    }
  }
}
