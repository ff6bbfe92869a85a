package io.tidelake.streaming.sink;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Commits in a thread of its own, so that a slow catalog holds up neither checkpoints nor the live
 * counts. One attempt at a time; who asks decides on the next one.
 */
final class LakeCommitter {

  /**
   * Of a checkpoint the events come last: what {@code raw_events} says of its positions then holds
   * for every table.
   */
  static final List<LakeTable> ORDER =
      List.of(LakeTables.QUARANTINE, LakeTables.BEHAVIOR_1M, LakeTables.RAW_EVENTS);

  private final Lake lake;
  private final AppendChain.Fence fence;
  private final ExecutorService executor;
  private final Map<String, AppendChain> chains = new HashMap<>();
  private Lake.@Nullable Connection connection;

  LakeCommitter(Lake lake, AppendChain.Fence fence) {
    this.lake = lake;
    this.fence = fence;
    executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "commit-to-lake");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Makes every one of these appends that is not in its table yet.
   *
   * @return completes when all are in their tables; fails with what stood in the way
   */
  CompletableFuture<Void> commit(List<PendingAppend> appends) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            commitInOrder(appends);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        executor);
  }

  private void commitInOrder(List<PendingAppend> appends) throws IOException {
    for (LakeTable table : ORDER) {
      List<PendingAppend> ofTable =
          appends.stream().filter(append -> append.table.equals(table.name())).toList();
      if (!ofTable.isEmpty()) {
        chain(table).append(ofTable);
      }
    }
  }

  private AppendChain chain(LakeTable table) {
    if (connection == null) {
      connection = lake.connect();
    }
    AppendChain chain = chains.get(table.name());
    if (chain == null) {
      chain = new AppendChain(connection.load(table), fence);
      chains.put(table.name(), chain);
    }
    return chain;
  }

  /** Ends the thread after an attempt that runs; returns at once. */
  void close() {
    executor.execute(
        () -> {
          try {
            if (connection != null) {
              connection.close();
            }
          } catch (IOException e) {
            // It ends with the process.
          }
        });
    executor.shutdown();
  }
}
