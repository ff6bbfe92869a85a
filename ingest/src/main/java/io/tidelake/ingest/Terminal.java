package io.tidelake.ingest;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the standard error stream is a terminal, which Java itself does not tell. */
public final class Terminal {

  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /** False too where TERM says that it can show no progress. */
  public static boolean isStderr() {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    if (Files.isSymbolicLink(STDERR)) {
      try {
        String target = Files.readSymbolicLink(STDERR).toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
      } catch (IOException e) {
        return false;
      }
    }
    // Elsewhere the console must do, which looks at the other two streams.
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
