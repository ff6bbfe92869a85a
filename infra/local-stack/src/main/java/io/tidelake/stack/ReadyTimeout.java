package io.tidelake.stack;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long each part may take to start, as an option. */
final class ReadyTimeout {

  private Duration value = StackOptions.READY_TIMEOUT;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description =
          "How long each part may take to get healthy before the start is given up, such as PT5M on"
              + " a slow or busy machine (default: PT2M30S).")
  void set(Duration given) {
    if (!given.isPositive()) {
      throw new ParameterException(
          java.util.Objects.requireNonNull(command).commandLine(),
          "--timeout %s: give a time longer than nothing, such as PT5M".formatted(given));
    }
    value = given;
  }

  Duration value() {
    return value;
  }
}
