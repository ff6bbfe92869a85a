package io.tidelake.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How much memory a process holds. */
public final class ResidentMemory {

  private ResidentMemory() {}

  /** In bytes; 0 if the process is gone or the system does not tell. */
  public static long bytes(long pid) {
    if (pid == 0) {
      return 0;
    }
    try {
      Process ps =
          new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String kibibytes =
          new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      return kibibytes.isEmpty() ? 0 : Long.parseLong(kibibytes) << 10;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
