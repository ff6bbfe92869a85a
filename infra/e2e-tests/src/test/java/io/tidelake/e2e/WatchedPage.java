package io.tidelake.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The live page, open in a browser that looks at every change of every number: the script {@code
 * frontend/e2e/watch-live.mjs}. Closed before its end, the browser goes too.
 */
final class WatchedPage implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TIMEOUT_SECONDS = 100;

  private final Process node;
  private final Path out;

  /**
   * @param events that it has to show before it is watched
   */
  WatchedPage(Path project, String url, long events, Path screenshots) throws IOException {
    out = Files.createTempFile("watched", ".jsonl");
    node =
        new ProcessBuilder(
                "node",
                project.resolve("frontend/e2e/watch-live.mjs").toString(),
                url,
                "--expect-events",
                Long.toString(events),
                "--timeout-seconds",
                Integer.toString(TIMEOUT_SECONDS),
                "--screenshots",
                screenshots.toString())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
  }

  /**
   * What the page has said of itself so far, such as {@code live} or {@code reconnecting severe}.
   */
  List<String> states() throws IOException {
    List<String> states = new ArrayList<>();
    for (JsonNode line : lines()) {
      if (line.has("connection")) {
        String banner = line.path("banner").asText("");
        states.add(
            line.path("connection").asText() + (line.path("banner").isNull() ? "" : " " + banner));
      }
    }
    return states;
  }

  /** The last thing that the page has said of itself, or nothing. */
  String state() throws IOException {
    List<String> states = states();
    return states.isEmpty() ? "" : states.getLast();
  }

  /** Waits until the page is live with so many events, and closes it. */
  JsonNode finish(long events) throws IOException, InterruptedException {
    node.getOutputStream().write((events + "\n").getBytes(StandardCharsets.UTF_8));
    node.getOutputStream().flush();
    if (!node.waitFor(TIMEOUT_SECONDS + 30, TimeUnit.SECONDS) || node.exitValue() != 0) {
      throw new AssertionError("the page did not show " + events + " events: " + lines());
    }
    return lines().getLast();
  }

  private List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    String text = Files.readString(out);
    // The last line may still be written.
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Override
  public void close() {
    node.descendants().forEach(ProcessHandle::destroyForcibly);
    node.destroyForcibly();
  }
}
