package io.tidelake.stack;

import io.tidelake.stack.server.Site;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts everything with traffic, until Ctrl-C. */
@Command(
    name = "demo",
    description = "Start everything, generate traffic, print the URLs; Ctrl-C stops all.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  @Mixin private SiteOptions site = new SiteOptions();

  @Option(
      names = "--secure",
      description = "Let nobody in without a token: see ./tidelake token --help.")
  private boolean secure;

  private static final Duration TRAFFIC_END = Duration.ofSeconds(10);

  private volatile CountDownLatch traffic = new CountDownLatch(0);

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    CommandSpec command = java.util.Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    StackOptions options = PartSelection.options(command, site.site(), Set.of()).secured(secure);
    BackgroundStack stack = new BackgroundStack(options, Set.of(), out);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack, out), "stop-demo"));
    // Ends with this process even if that is killed.
    stack.up(ProcessHandle.current());
    out.println("Generating traffic; Ctrl-C stops everything.");
    out.flush();
    traffic = new CountDownLatch(1);
    try {
      return Tidelake.commandLine().execute(traffic(options.site()));
    } finally {
      traffic.countDown();
    }
  }

  private static String[] traffic(Site site) {
    return new String[] {
      "produce",
      "--generate",
      "--rate",
      "500",
      "--late-share",
      "0.01",
      "--malformed-share",
      "0.001",
      "--port-offset",
      Integer.toString(site.portOffset()),
      "--host",
      site.host()
    };
  }

  private void stop(BackgroundStack stack, PrintWriter out) {
    try {
      // The generator, told to end at the same moment, still hands over what it has sent.
      traffic.await(TRAFFIC_END.toMillis(), TimeUnit.MILLISECONDS);
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
