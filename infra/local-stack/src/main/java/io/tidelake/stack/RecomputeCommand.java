package io.tidelake.stack;

import io.tidelake.stack.reconcile.DateConverter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts dates anew. */
@Command(
    name = "recompute",
    description = {
      "Count dates anew out of raw_events and replace what differs, in every aggregate; beside the"
          + " running stream, in one commit a date and table. Prints what differed: nothing, as a"
          + " rule."
    },
    mixinStandardHelpOptions = true)
final class RecomputeCommand implements Callable<Integer> {

  @Mixin private SiteOptions siteOptions = new SiteOptions();

  @Option(
      names = "--day",
      paramLabel = "DATE",
      converter = DateConverter.class,
      description = "The business date.")
  private @Nullable LocalDate day;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      converter = DateConverter.class,
      description = "The first of several dates.")
  private @Nullable LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      converter = DateConverter.class,
      description = "The last of several dates.")
  private @Nullable LocalDate to;

  @Option(
      names = "--rebuild-rollups",
      description = "Make the rollups anew, all of them, instead of comparing these dates.")
  private boolean rebuild;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("recompute"));
    add(arguments, "--day", day);
    add(arguments, "--from", from);
    add(arguments, "--to", to);
    if (rebuild) {
      arguments.add("--rebuild-rollups");
    }
    if (json) {
      arguments.add("--json");
    }
    return MaintainCommand.run(siteOptions.site(), arguments);
  }

  private static void add(List<String> arguments, String option, @Nullable LocalDate date) {
    if (date != null) {
      arguments.addAll(List.of(option, date.toString()));
    }
  }
}
