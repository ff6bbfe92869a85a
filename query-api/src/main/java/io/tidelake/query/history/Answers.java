package io.tidelake.query.history;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.ErrorCode;
import io.tidelake.query.trino.Sql;
import io.tidelake.query.trino.Trino;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/**
 * Asks Trino, but nothing twice. Every question names the snapshots that it reads, so its answer
 * holds for ever and a kept one is never stale: a commit makes other questions, not other answers.
 * Those who ask the same at the same time share one query. Bounded by what the answers weigh.
 */
@Component
class Answers {

  /** About what an entry takes in memory, in bytes: with its parameters, and for each row. */
  private static final int ENTRY_WEIGHT = 1_000;

  private static final int ROW_WEIGHT = 150;

  private record Question(Sql sql, Map<String, ?> parameters) {}

  /** Where answers come from. */
  interface Source {
    <T> List<T> query(Sql sql, Map<String, ?> parameters, RowMapper<T> mapper);
  }

  private final Source source;
  private final AsyncCache<Question, List<?>> known;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("answer-", 0).factory());

  @Autowired
  Answers(Trino trino, HistoryProperties properties, MeterRegistry meters) {
    this(trino::query, properties, meters);
  }

  Answers(Source source, HistoryProperties properties, MeterRegistry meters) {
    this.source = source;
    this.known =
        Caffeine.newBuilder()
            .maximumWeight(properties.cacheMegabytes() * 1_000_000L)
            .weigher((Question question, List<?> rows) -> ENTRY_WEIGHT + ROW_WEIGHT * rows.size())
            .executor(threads)
            .recordStats()
            .buildAsync();
    CaffeineCacheMetrics.monitor(meters, known, "history");
  }

  /**
   * The rows of an answer, of unmodifiable lists of values that do not change.
   *
   * @param sql of which every use has the same mapper
   * @param parameters name every snapshot that is read
   * @throws ApiException if there is no answer; that is not remembered
   */
  <T> List<T> to(Sql sql, Map<String, ?> parameters, RowMapper<T> mapper) {
    return join(begin(sql, parameters, mapper));
  }

  /** The same without waiting; {@link #join} waits. */
  @SuppressWarnings("unchecked")
  <T> CompletableFuture<List<T>> begin(Sql sql, Map<String, ?> parameters, RowMapper<T> mapper) {
    Question question = new Question(sql, Map.copyOf(parameters));
    CompletableFuture<List<?>> answer = ask(question, mapper);
    // A failure is forgotten a moment after those who waited for it hear of it.
    if (answer.isCompletedExceptionally()) {
      known.asMap().remove(question, answer);
      answer = ask(question, mapper);
    }
    return (CompletableFuture<List<T>>) (CompletableFuture<?>) answer;
  }

  private CompletableFuture<List<?>> ask(Question question, RowMapper<?> mapper) {
    return known.get(
        question,
        (missing, executor) ->
            CompletableFuture.supplyAsync(
                () -> List.copyOf(source.query(missing.sql(), missing.parameters(), mapper)),
                executor));
  }

  /**
   * Forgets every answer.
   *
   * @return about how many there were
   */
  long forget() {
    long before = known.synchronous().estimatedSize();
    known.synchronous().invalidateAll();
    return before;
  }

  static <T> T join(CompletableFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ApiException problem) {
        throw problem;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(
          ErrorCode.UNAVAILABLE, HttpStatus.SERVICE_UNAVAILABLE, e, "status.503");
    }
  }
}
