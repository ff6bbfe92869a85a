package io.tidelake.query.catalog;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One read at a time for many callers. Each gets the result of a read that began after it came, so
 * that it never learns less than was true when it asked; all who come while a read runs share the
 * next one. Thread-safe.
 */
final class SharedRead<T> {

  private final Callable<T> read;
  private final Executor executor;

  private @Nullable CompletableFuture<T> running;
  private @Nullable CompletableFuture<T> next;

  SharedRead(Callable<T> read, Executor executor) {
    this.read = read;
    this.executor = executor;
  }

  synchronized CompletableFuture<T> result() {
    if (running == null) {
      running = new CompletableFuture<>();
      start(running);
      return running;
    }
    if (next == null) {
      next = new CompletableFuture<>();
    }
    return next;
  }

  private void start(CompletableFuture<T> result) {
    executor.execute(
        () -> {
          try {
            T answer = read.call();
            turn();
            result.complete(answer);
          } catch (Throwable failure) {
            turn();
            result.completeExceptionally(failure);
          }
        });
  }

  private synchronized void turn() {
    running = next;
    next = null;
    if (running != null) {
      start(running);
    }
  }
}
