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
      defaultValue = "${env:TIDELAKE_PORT_OFFSET:-0}",
      description =
          "Shift every port by N and keep a stack of its own (default: ${DEFAULT-VALUE}).")
  private int portOffset;

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
    String home = environment.getOrDefault("TIDELAKE_HOME", "");
    try {
      return new Site(
          project, home.isBlank() ? project.resolve(homeName()) : Path.of(home), host, portOffset);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          java.util.Objects.requireNonNull(command).commandLine(),
          "--port-offset: " + e.getMessage());
    }
  }

  private String homeName() {
    return portOffset == 0 ? ".tidelake" : ".tidelake-" + portOffset;
  }
}
