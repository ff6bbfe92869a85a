package io.tidelake.query.system;

import io.tidelake.query.platform.ComponentCheck;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/** Runs all checks at once; what does not answer in time has failed. */
@Component
class Components {

  private static final List<String> ORDER =
      List.of("kafka", "flink", "database", "catalog", "object_store", "websocket");
  private static final Duration PATIENCE = Duration.ofMillis(1500);
  private static final Executor THREAD_EACH =
      task -> Thread.ofVirtual().name("component-check").start(task);

  private final List<ComponentCheck> checks;

  Components(List<ComponentCheck> checks) {
    this.checks =
        checks.stream().sorted((one, other) -> Integer.compare(place(one), place(other))).toList();
  }

  private static int place(ComponentCheck check) {
    int place = ORDER.indexOf(check.name());
    return place < 0 ? ORDER.size() : place;
  }

  /** The state of every component by its name, within {@link #PATIENCE}. */
  Map<String, Map<String, Object>> look() {
    Map<ComponentCheck, CompletableFuture<Map<String, Object>>> running = new LinkedHashMap<>();
    for (ComponentCheck check : checks) {
      running.put(check, CompletableFuture.supplyAsync(() -> run(check), THREAD_EACH));
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Map<String, Map<String, Object>> states = new LinkedHashMap<>();
    running.forEach((check, answer) -> states.put(check.name(), await(check, answer, deadline)));
    return states;
  }

  private static Map<String, Object> run(ComponentCheck check) {
    try {
      return check.check();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(check, e);
    } catch (Exception e) {
      return failed(check, e);
    }
  }

  private static Map<String, Object> await(
      ComponentCheck check, CompletableFuture<Map<String, Object>> answer, long deadline) {
    try {
      return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return failed(check, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(check, e);
    }
  }

  private static Map<String, Object> failed(ComponentCheck check, Exception problem) {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("status", check.failedStatus());
    state.put("error", reason(problem));
    return state;
  }

  /** In a few words, and never an address: the answer is open to everybody. */
  private static String reason(Exception problem) {
    String name = problem.getClass().getSimpleName();
    return name.contains("Timeout") ? "timeout" : name.replace("Exception", "");
  }
}
