package io.tidelake.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads the dashboard in a real browser, by the front end's own scripts. */
final class Browser {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TIMEOUT_SECONDS = 120;
  private static final int VISIT_TIMEOUT_SECONDS = 600;

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
    return run(
        "frontend/e2e/read-dashboard.mjs",
        TIMEOUT_SECONDS,
        "the browser did not show " + events + " events at " + url,
        url,
        "--expect-events",
        Long.toString(events),
        "--timeout-seconds",
        "100",
        "--screenshot",
        screenshot.toString());
  }

  /**
   * Visits the live page once it shows so many events, in every scope.
   *
   * @param day of the scope of a day
   * @return what it shows, as {@code frontend/e2e/visit-live.mjs} tells
   */
  JsonNode visitLive(String url, long events, LocalDate day, Path screenshot)
      throws IOException, InterruptedException {
    return run(
        "frontend/e2e/visit-live.mjs",
        VISIT_TIMEOUT_SECONDS,
        "the live page at " + url + " could not be read with " + events + " events",
        url,
        "--day",
        day.toString(),
        "--expect-events",
        Long.toString(events),
        "--timeout-seconds",
        "100",
        "--screenshot",
        screenshot.toString());
  }

  /**
   * Visits every page but the live one, and takes pictures of them.
   *
   * @param range what the history page is of, as in its address
   * @return what they show, as {@code frontend/e2e/visit-pages.mjs} tells
   */
  JsonNode visit(String url, String range, Path screenshots)
      throws IOException, InterruptedException {
    return run(
        "frontend/e2e/visit-pages.mjs",
        VISIT_TIMEOUT_SECONDS,
        "the pages at " + url + " could not be read",
        url,
        "--range",
        range,
        "--screenshots",
        screenshots.toString());
  }

  /**
   * Takes pictures of the live page in every state, of a service that the script plays itself.
   *
   * @return {@code pictures} by name, and {@code faults} in words
   */
  JsonNode takeLiveScreenshots(Path folder) throws IOException, InterruptedException {
    return run(
        "frontend/e2e/take-screenshots.mjs",
        VISIT_TIMEOUT_SECONDS,
        "not every picture could be taken",
        folder.toString());
  }

  /**
   * Lets a day pass on the live page, before a service that is played.
   *
   * @return what the page holds early and late, as {@code frontend/e2e/soak-live.mjs} tells
   */
  JsonNode soak() throws IOException, InterruptedException {
    return run(
        "frontend/e2e/soak-live.mjs",
        TIMEOUT_SECONDS,
        "the live page did not get through a day",
        "--seconds",
        "40");
  }

  private JsonNode run(String script, int timeoutSeconds, String failure, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", project.resolve(script).toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile("browser", ".json");
    Process node =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!node.waitFor(timeoutSeconds, TimeUnit.SECONDS) || node.exitValue() != 0) {
      node.destroyForcibly();
      throw new AssertionError(failure);
    }
    return JSON.readTree(out.toFile());
  }
}
