package io.tidelake.stack;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code up} runs in the background. */
@Command(name = "supervise", hidden = true)
final class SuperviseCommand implements Callable<Integer> {

  @Mixin private SiteOptions site = new SiteOptions();

  @Option(names = "--without")
  private List<String> without = List.of();

  @Option(names = "--owner", description = "Process id of the process to end with.")
  private @Nullable Long owner;

  @Option(names = "--secure")
  private boolean secure;

  @Mixin private ReadyTimeout timeout = new ReadyTimeout();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    CommandSpec command = java.util.Objects.requireNonNull(spec);
    StackOptions options =
        PartSelection.options(command, site.site(), Set.copyOf(without))
            .secured(secure)
            .readyWithin(timeout.value());
    if (owner == null) {
      return new Supervisor(options, null).run();
    }
    Optional<ProcessHandle> process = ProcessHandle.of(owner);
    return process.isPresent() ? new Supervisor(options, process.get()).run() : 0;
  }
}
