package io.tidelake.stack.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidelake.ingest.ProduceSummary;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackException;
import io.tidelake.stack.server.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The end of a run: waits until all is in the lake, and compares topic, tables and live counts:
 * with a query of its own, and with {@code ./tidelake reconcile}.
 */
final class Reckoning {

  private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(180);
  private static final Duration LIVE_PATIENCE = Duration.ofSeconds(15);
  private static final Duration TRINO_PATIENCE = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int DIFFERS = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private final Scene scene;
  private final LiveReader reader;
  private final LocalStack stack;

  Reckoning(Scene scene, LiveReader reader) {
    this.scene = scene;
    this.reader = reader;
    this.stack = scene.stack();
  }

  /** What the tables hold. */
  private record Audit(
      long raw, long rawDistinct, long quarantine, long quarantineDistinct, long aggregate) {

    static Audit of(ResultSet row) throws SQLException {
      return new Audit(
          row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
    }
  }

  ChaosReport.Exactness reckon(ProduceSummary load)
      throws InterruptedException, ExecutionException {
    TopicPositions end = EventTopic.end(stack.endpoints().kafka());
    long inTopic = end.recordsSince(TopicPositions.NONE);
    List<String> problems = new ArrayList<>();
    boolean drained = drain(end, problems);
    @Nullable Audit audit = audit(problems);
    @Nullable Long liveDifference = audit == null ? null : liveDifference(audit.raw());
    @Nullable JsonNode reconciliation = null;
    @Nullable Boolean reconciled = null;
    try {
      Printed printed = reconcile();
      reconciliation = parse(printed.out());
      if (printed.exitCode() == 0 || printed.exitCode() == DIFFERS && reconciliation != null) {
        reconciled = printed.exitCode() == 0;
      } else {
        problems.add("reconcile ended with " + printed.exitCode() + ": " + printed.out().strip());
      }
    } catch (IOException e) {
      problems.add("reconcile: " + e.getMessage());
    }
    return new ChaosReport.Exactness(
        load.sent(),
        load.acknowledged(),
        inTopic,
        drained,
        audit == null ? null : inTopic - audit.rawDistinct() - audit.quarantineDistinct(),
        audit == null
            ? null
            : audit.raw() - audit.rawDistinct() + audit.quarantine() - audit.quarantineDistinct(),
        audit == null ? null : audit.aggregate() - audit.raw(),
        liveDifference,
        reconciled,
        reconciliation,
        problems.isEmpty() ? null : String.join("; ", problems));
  }

  private boolean drain(TopicPositions end, List<String> problems) throws InterruptedException {
    Instant deadline = Instant.now().plus(DRAIN_PATIENCE);
    while (true) {
      boolean live = scene.live().furthest().covers(end);
      boolean lake =
          scene.commits().newest().filter(commit -> commit.positions().covers(end)).isPresent();
      if (live && lake) {
        return true;
      }
      if (Instant.now().isAfter(deadline)) {
        problems.add(
            "not drained after %d s: topic %s, live %s, lake %s"
                .formatted(
                    DRAIN_PATIENCE.toSeconds(),
                    end,
                    scene.live().furthest(),
                    scene.commits().newest()));
        return false;
      }
      Thread.sleep(POLL);
    }
  }

  private @Nullable Audit audit(List<String> problems) throws InterruptedException {
    try {
      stack.awaitHealthy(Part.TRINO, TRINO_PATIENCE);
      return new Trino(stack.endpoints().trino()).ask("audit", Audit::of);
    } catch (IOException | StackException e) {
      problems.add("audit: " + e.getMessage());
      return null;
    }
  }

  private long liveDifference(long raw) throws InterruptedException {
    Instant deadline = Instant.now().plus(LIVE_PATIENCE);
    while (reader.events() != raw && Instant.now().isBefore(deadline)) {
      Thread.sleep(POLL);
    }
    return reader.events() - raw;
  }

  private record Printed(int exitCode, String out) {}

  /** Runs the command as a user would, in a process of its own. */
  private Printed reconcile() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-Dtidelake.project=" + stack.site().project(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.tidelake.stack.Tidelake",
                "reconcile",
                "--json",
                "--wait",
                "PT1M",
                "--port-offset",
                Integer.toString(stack.site().portOffset()))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("TIDELAKE_HOME", stack.site().home().toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Printed(process.waitFor(), out);
  }

  private static @Nullable JsonNode parse(String text) {
    try {
      JsonNode parsed = JSON.readTree(text);
      return parsed.isObject() ? parsed : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
