package io.tidelake.streaming.maintenance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.maintenance.upkeep.OrphanSearch;
import io.tidelake.streaming.maintenance.upkeep.TableHealth;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs maintenance again and again, and answers over HTTP: {@code /health} (what the last run did,
 * {@code DEGRADED} if it or one of its operations failed), {@code /tables} (health of every table
 * after the last run) and {@code /metrics} (the same for Prometheus). {@code POST /run} begins the
 * next run at once, or when the one that is under way has ended.
 *
 * <p>A catalog that is away is no reason to be started again: the next run comes soon and does what
 * this one could not.
 *
 * <p>A process that is killed at any point needs nothing but to be started again.
 */
final class MaintenanceServer {

  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceServer.class);

  /** Listing all files costs; what there is to find is days old anyway. */
  private static final Duration ORPHANS_EVERY = Duration.ofDays(1);

  /**
   * After the first look since the start, whose findings only the second one deletes: a stack that
   * is stopped every night has both.
   */
  private static final Duration ORPHANS_AGAIN = Duration.ofHours(1);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);

  /** Runs that were asked for. */
  private final Semaphore asked = new Semaphore(0);

  private volatile State state = new State(null, null, null, List.of(), List.of());

  /** Since the start, by how they ended. */
  private final Map<RunLine.Outcome, AtomicLong> runs =
      Map.of(
          RunLine.Outcome.DONE, new AtomicLong(),
          RunLine.Outcome.CONFLICT, new AtomicLong(),
          RunLine.Outcome.FAILED, new AtomicLong());

  private MaintenanceServer() {}

  /**
   * @param finished when the last run ended that went over all tables; null: none has yet
   * @param succeeded when the last one ended in which nothing failed
   * @param failure why the newest run did not go over all tables or could not be written down
   * @param lines of the last run that ended
   * @param tables health after it
   */
  private record State(
      @Nullable Instant finished,
      @Nullable Instant succeeded,
      @Nullable String failure,
      List<RunLine> lines,
      List<TableHealth> tables) {}

  /** Returns when the thread is interrupted. */
  static void run(
      Maintenance maintenance,
      Catalog catalog,
      String namespace,
      Duration interval,
      String host,
      int port)
      throws IOException {
    MaintenanceServer server = new MaintenanceServer();
    HttpServer http = HttpServer.create(new InetSocketAddress(host, port), 0);
    http.setExecutor(
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "http");
              thread.setDaemon(true);
              return thread;
            }));
    http.createContext("/health", server::health);
    http.createContext("/tables", server::tables);
    http.createContext("/metrics", server::metrics);
    http.createContext("/run", server::order);
    http.start();
    try {
      server.loop(maintenance, catalog, namespace, interval);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      http.stop(0);
    }
  }

  private void loop(Maintenance maintenance, Catalog catalog, String namespace, Duration interval)
      throws InterruptedException {
    Instant orphansDue = Instant.now().plus(interval);
    Duration orphansAgain = ORPHANS_AGAIN;
    boolean tablesThere = false;
    while (true) {
      asked.drainPermits();
      boolean orphans = Instant.now().isAfter(orphansDue);
      try {
        if (!tablesThere) {
          create(catalog, namespace);
          tablesThere = true;
        }
        List<RunLine> lines =
            maintenance.run(new Maintenance.Scope(LakeTables.ALL, false, orphans, true));
        lines.forEach(line -> LOG.info("{}", line));
        ended(lines, maintenance.journalFailure().orElse(null));
        judge(maintenance, lines);
      } catch (RuntimeException e) {
        LOG.warn("The run failed", e);
        runs(RunLine.Outcome.FAILED).incrementAndGet();
        State now = state;
        state = new State(now.finished(), now.succeeded(), e.toString(), now.lines(), now.tables());
      }
      if (orphans) {
        orphansDue = Instant.now().plus(orphansAgain);
        orphansAgain = ORPHANS_EVERY;
      }
      boolean again = state.failure() != null && PAUSE_AFTER_FAILURE.compareTo(interval) < 0;
      long pause = (again ? PAUSE_AFTER_FAILURE : interval).toMillis();
      if (asked.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
        LOG.info("A run was asked for");
      }
    }
  }

  /**
   * The run has been counted as what it was: that the tables cannot be judged is another failure.
   */
  private void judge(Maintenance maintenance, List<RunLine> lines) {
    State now = state;
    try {
      state =
          new State(
              now.finished(),
              now.succeeded(),
              now.failure(),
              lines,
              maintenance.health(LakeTables.ALL));
    } catch (RuntimeException e) {
      LOG.warn("The health of the tables is not known", e);
      state = new State(now.finished(), now.succeeded(), e.toString(), lines, now.tables());
    }
  }

  private void ended(List<RunLine> lines, @Nullable String journalFailure) {
    RunLine.Outcome outcome =
        journalFailure != null || any(lines, RunLine.Outcome.FAILED)
            ? RunLine.Outcome.FAILED
            : any(lines, RunLine.Outcome.CONFLICT)
                ? RunLine.Outcome.CONFLICT
                : RunLine.Outcome.DONE;
    runs(outcome).incrementAndGet();
    Instant at = Instant.now();
    state =
        new State(
            at,
            outcome == RunLine.Outcome.FAILED ? state.succeeded() : at,
            journalFailure == null
                ? null
                : "could not be written to maintenance_runs: " + journalFailure,
            lines,
            state.tables());
  }

  private AtomicLong runs(RunLine.Outcome outcome) {
    return Objects.requireNonNull(runs.get(outcome));
  }

  private static boolean any(List<RunLine> lines, RunLine.Outcome outcome) {
    return lines.stream().anyMatch(line -> line.outcome() == outcome);
  }

  @SuppressWarnings("unchecked")
  private static <C extends Catalog & SupportsNamespaces> void create(
      Catalog catalog, String namespace) {
    LakeTables.create((C) catalog, namespace);
  }

  private void health(HttpExchange exchange) throws IOException {
    State now = state;
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put(
        "status",
        now.failure() == null && !any(now.lines(), RunLine.Outcome.FAILED) ? "UP" : "DEGRADED");
    json.put("lastRun", now.finished() == null ? null : now.finished().toString());
    json.put("lastSuccess", now.succeeded() == null ? null : now.succeeded().toString());
    json.put("failure", now.failure());
    json.put("operations", now.lines().stream().map(Report::json).toList());
    answer(exchange, 200, "application/json", Json.of(json));
  }

  private void order(HttpExchange exchange) throws IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      answer(exchange, 405, "application/json", Json.of(Map.of("error", "POST begins a run")));
    } else if (type == null || !type.startsWith("application/json")) {
      // Which a page of another site can't send without asking.
      answer(
          exchange,
          415,
          "application/json",
          Json.of(Map.of("error", "send Content-Type: application/json")));
    } else {
      asked.release();
      answer(exchange, 202, "application/json", Json.of(Map.of("accepted", true)));
    }
  }

  private void tables(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        200,
        "application/json",
        Json.of(state.tables().stream().map(Report::json).toList()));
  }

  private void metrics(HttpExchange exchange) throws IOException {
    StringBuilder text = new StringBuilder();
    State now = state;
    for (TableHealth table : now.tables()) {
      gauge(text, "health_score", table, (long) table.score());
      gauge(text, "files", table, table.figures().files());
      gauge(text, "bytes", table, table.figures().bytes());
      gauge(text, "rows", table, table.figures().rows());
      gauge(text, "cells", table, table.cells());
      gauge(text, "excess_files", table, table.excessFiles());
      gauge(text, "snapshots", table, table.figures().snapshots());
      gauge(text, "manifests", table, table.figures().manifests());
      gauge(text, "metadata_bytes", table, table.metadataBytes());
      gauge(text, "last_commit_seconds", table, seconds(table.lastCommit()));
      gauge(text, "last_maintenance_seconds", table, seconds(table.lastMaintenance()));
      Duration behind = table.behind();
      gauge(text, "rollup_behind_seconds", table, behind == null ? null : behind.toSeconds());
      OrphanSearch orphans = table.orphans();
      gauge(text, "orphans", table, orphans == null ? null : orphans.left());
      gauge(
          text, "orphans_searched_seconds", table, seconds(orphans == null ? null : orphans.at()));
    }
    if (now.finished() != null) {
      text.append("tidelake_maintenance_last_run_seconds ")
          .append(now.finished().getEpochSecond())
          .append('\n');
    }
    if (now.succeeded() != null) {
      text.append("tidelake_maintenance_last_success_seconds ")
          .append(now.succeeded().getEpochSecond())
          .append('\n');
    }
    for (RunLine.Outcome outcome :
        List.of(RunLine.Outcome.DONE, RunLine.Outcome.CONFLICT, RunLine.Outcome.FAILED)) {
      text.append(
          "tidelake_maintenance_runs_total{outcome=\"%s\"} %d\n"
              .formatted(outcome.title(), runs(outcome).get()));
    }
    answer(exchange, 200, "text/plain; version=0.0.4", text.toString());
  }

  /**
   * @param value null: not known, which is no line
   */
  private static void gauge(
      StringBuilder text, String name, TableHealth table, @Nullable Long value) {
    if (value != null) {
      text.append("tidelake_table_%s{table=\"%s\"} %d\n".formatted(name, table.table(), value));
    }
  }

  private static @Nullable Long seconds(@Nullable Instant time) {
    return time == null ? null : time.getEpochSecond();
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
