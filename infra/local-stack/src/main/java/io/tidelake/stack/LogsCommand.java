package io.tidelake.stack;

import io.tidelake.stack.server.LiveJob;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Shows the log of a part. */
@Command(
    name = "logs",
    description = "Print the log of a part (or of 'supervisor').",
    mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {

  private static final String SUPERVISOR = "supervisor";

  @Mixin private SiteOptions siteOptions = new SiteOptions();

  @Parameters(paramLabel = "NAME", description = "The part, as in status.")
  private String name = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is written from now on.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "200",
      description = "How many lines from the end (default: ${DEFAULT-VALUE}).")
  private int lines;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Site site = siteOptions.site();
    Path log = site.log(logName());
    if (!Files.exists(log)) {
      throw new StackException(
          StackException.Kind.FAILURE,
          "no log of " + name + ": it was never started in " + site.home());
    }
    // The system's tail follows through rotation and ends with the terminal.
    List<String> line = new ArrayList<>(List.of("tail", "-n", Integer.toString(lines)));
    if (follow) {
      line.add("-F");
    }
    line.add(log.toString());
    return new ProcessBuilder(line).inheritIO().start().waitFor();
  }

  private String logName() {
    if (name.equals(SUPERVISOR)) {
      return name;
    }
    if (name.equals(LiveJob.TITLE)) {
      return Part.TASKMANAGER.title();
    }
    try {
      return Part.of(name).title();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          java.util.Objects.requireNonNull(spec).commandLine(), e.getMessage());
    }
  }
}
