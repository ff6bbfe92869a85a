package io.tidelake.query.catalog;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.ErrorCode;
import io.tidelake.query.platform.LakeSnapshots;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Asks the catalog each time, but for the whole table only when that has changed. */
@Component
class CatalogSnapshots implements LakeSnapshots {

  private static final Executor THREAD_EACH =
      task -> Thread.ofVirtual().name("catalog-read").start(task);

  /** Who waits for the read after the running one waits for both. */
  private static final int READS = 2;

  private record Known(String tag, State state) {}

  private final CatalogClient catalog;
  private final CatalogProperties properties;
  private final Map<String, SharedRead<State>> reads = new ConcurrentHashMap<>();
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  CatalogSnapshots(CatalogClient catalog, CatalogProperties properties) {
    this.catalog = catalog;
    this.properties = properties;
  }

  @Override
  public State state(String table) {
    SharedRead<State> read =
        reads.computeIfAbsent(table, name -> new SharedRead<>(() -> read(name), THREAD_EACH));
    try {
      // The limit is the client's; this one only guards against a fault of it.
      return read.result()
          .get(properties.timeout().toMillis() * READS + 1000, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    }
  }

  private State read(String table) throws IOException, InterruptedException {
    Known before = known.get(table);
    CatalogClient.Table answer = catalog.table(table, before == null ? null : before.tag());
    if (answer.unchanged() && before != null) {
      return before.state();
    }
    State state = state(table, answer.metadata());
    String tag = answer.tag();
    if (tag == null) {
      known.remove(table);
    } else {
      known.put(table, new Known(tag, state));
    }
    return state;
  }

  /** Reads Iceberg's table metadata. */
  static State state(String table, @Nullable JsonNode metadata) {
    if (metadata == null) {
      return new State(table, null, Map.of(), Map.of());
    }
    Map<Long, Snapshot> snapshots = new HashMap<>();
    for (JsonNode each : metadata.path("snapshots")) {
      Map<String, String> summary = texts(each.path("summary"));
      JsonNode parent = each.path("parent-snapshot-id");
      Snapshot snapshot =
          new Snapshot(
              each.path("snapshot-id").asLong(),
              parent.isNumber() ? parent.asLong() : null,
              Instant.ofEpochMilli(each.path("timestamp-ms").asLong()),
              summary.getOrDefault("operation", ""),
              summary);
      snapshots.put(snapshot.id(), snapshot);
    }
    // Absent, null or -1 for a table without any.
    JsonNode current = metadata.path("current-snapshot-id");
    return new State(
        table,
        current.isNumber() ? snapshots.get(current.asLong()) : null,
        Map.copyOf(snapshots),
        texts(metadata.path("properties")));
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asString("")));
    return Map.copyOf(texts);
  }

  private static ApiException unreachable(Exception cause) {
    return new ApiException(
        ErrorCode.DATABASE_UNREACHABLE,
        HttpStatus.SERVICE_UNAVAILABLE,
        cause,
        "catalog.unreachable");
  }
}
