package io.tidelake.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Reads the dashboard in a real browser, by the front end's own script. */
final class Browser {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TIMEOUT_SECONDS = 120;

  private final Path project;

  Browser(Path project) {
    this.project = project;
  }

  /**
   * Opens the page and waits until it shows so many events.
   *
   * @return every number on the page: {@code metrics}, {@code dimensions}, {@code connection},
   *     {@code consoleErrors}
   */
  JsonNode read(String url, long events, Path screenshot) throws IOException, InterruptedException {
    Path out = Files.createTempFile("dashboard", ".json");
    Process node =
        new ProcessBuilder(
                "node",
                project.resolve("frontend/e2e/read-dashboard.mjs").toString(),
                url,
                "--expect-events",
                Long.toString(events),
                "--timeout-seconds",
                "100",
                "--screenshot",
                screenshot.toString())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!node.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || node.exitValue() != 0) {
      node.destroyForcibly();
      throw new AssertionError("the browser did not show " + events + " events at " + url);
    }
    return JSON.readTree(out.toFile());
  }
}
