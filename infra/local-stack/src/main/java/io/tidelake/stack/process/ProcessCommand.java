package io.tidelake.stack.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to run.
 *
 * @param line program and arguments
 * @param environment variables set on top of the launcher's own
 * @param folder the working directory
 */
public record ProcessCommand(List<String> line, Map<String, String> environment, Path folder) {

  public ProcessCommand {
    line = List.copyOf(line);
    environment = Map.copyOf(environment);
  }
}
