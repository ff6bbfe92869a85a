package io.tidelake.stack;

import io.tidelake.stack.server.Site;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that every command takes: which stack it is about. */
final class SiteOptions {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      defaultValue = "${env:TIDELAKE_PORT_OFFSET}",
      description =
          "Shift every port by N and keep a stack of its own (default: as TIDELAKE_HOME was started,"
              + " else 0).")
  private @Nullable Integer portOffset;

  @Option(
      names = "--host",
      paramLabel = "H",
      defaultValue = "127.0.0.1",
      description = "Address that the servers listen on (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  Site site() {
    return site(StackOptions.projectRoot(), System.getenv());
  }

  Site site(Path project, Map<String, String> environment) {
    String told = environment.getOrDefault("TIDELAKE_HOME", "");
    Path home = told.isBlank() ? project.resolve(homeName()) : Path.of(told);
    try {
      return new Site(project, home, host, offset(home));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          java.util.Objects.requireNonNull(command).commandLine(),
          "--port-offset: " + e.getMessage());
    }
  }

  private int offset(Path home) {
    return portOffset != null ? portOffset : new Home(home).portOffset().orElse(0);
  }

  private String homeName() {
    return portOffset == null || portOffset == 0 ? ".tidelake" : ".tidelake-" + portOffset;
  }
}
