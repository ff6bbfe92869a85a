package io.tidelake.stack;

import io.tidelake.stack.server.Site;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops the stack. */
@Command(
    name = "down",
    description = "Stop everything; the data stays.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {

  @Mixin private SiteOptions siteOptions = new SiteOptions();

  @Option(names = "--purge", description = "Then delete the state folder with all data.")
  private boolean purge;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    CommandSpec command = java.util.Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    Site site = siteOptions.site();
    StackOptions options = PartSelection.options(command, site, Set.of());
    boolean ran = new BackgroundStack(options, Set.of(), out).down();
    out.println(ran ? "Stopped." : "Nothing is running in " + site.home() + ".");
    if (purge) {
      new Home(site.home()).purge();
      out.println("Deleted " + site.home() + ".");
    }
    out.flush();
    return 0;
  }
}
