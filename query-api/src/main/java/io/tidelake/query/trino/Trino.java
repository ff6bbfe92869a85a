package io.tidelake.query.trino;

import com.zaxxer.hikari.HikariDataSource;
import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.ErrorCode;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Asks Trino, and always answers in time.
 *
 * <p>The driver alone does not: it goes on asking a dead server for minutes. So the query runs on a
 * thread of its own while the caller's looks on; whenever {@code silenceTimeout} passes without a
 * result, Trino is asked whether it lives. Errors are {@link ApiException}s: 503 if Trino does not
 * answer or can't read the lake, 504 after {@code queryTimeout}.
 */
@Component
public class Trino {

  private static final Logger LOG = LoggerFactory.getLogger(Trino.class);

  private final NamedParameterJdbcTemplate template;
  private final TrinoHeartbeat heartbeat;
  private final TrinoProperties properties;
  private final HikariDataSource streams;
  private final QueryGate gate;

  Trino(
      @Qualifier(TrinoConfiguration.QUERIES) HikariDataSource queries,
      @Qualifier(TrinoConfiguration.STREAMS) HikariDataSource streams,
      TrinoHeartbeat heartbeat,
      TrinoProperties properties,
      QueryGate gate) {
    this.gate = gate;
    this.template = new NamedParameterJdbcTemplate(new JdbcTemplate(queries));
    this.streams = streams;
    this.heartbeat = heartbeat;
    this.properties = properties;
  }

  /**
   * All rows of the answer; none if the tables do not exist yet. Asked once more if Trino lives but
   * failed, as one that has only just started may.
   *
   * @throws ApiException if there is no answer
   */
  public <T> List<T> query(Sql sql, Map<String, ?> parameters, RowMapper<T> mapper) {
    for (boolean again = true; ; again = false) {
      try {
        return ask(sql, running -> execute(sql, parameters, mapper, running));
      } catch (TrinoFailure failure) {
        if (failure.tableMissing()) {
          return List.of();
        }
        if (!again || !failure.mayPass() || !lives()) {
          throw failure.toApiException(properties.queryTimeout(), properties.queueTimeout());
        }
        LOG.info("{} is asked again: {}", sql.name(), failure.toString());
      }
    }
  }

  private boolean lives() {
    try {
      return heartbeat.ask();
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Changes the lake.
   *
   * @throws ApiException if it is not known to be done: Trino may still do it
   */
  public void update(Sql sql, Map<String, ?> parameters) {
    try {
      ask(
          sql,
          running ->
              template.execute(
                  sql.text(),
                  parameters,
                  statement -> {
                    prepare(statement, running);
                    return statement.executeLargeUpdate();
                  }));
    } catch (TrinoFailure failure) {
      throw failure.toApiException(properties.queryTimeout(), properties.queueTimeout());
    }
  }

  private <T> T ask(Sql sql, Function<AtomicReference<@Nullable PreparedStatement>, T> work)
      throws TrinoFailure {
    try (QueryGate.Turn turn = gate.enter(sql)) {
      T answer = run(sql, work);
      turn.succeeded();
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(
          ErrorCode.UNAVAILABLE, HttpStatus.SERVICE_UNAVAILABLE, e, "status.503");
    }
  }

  private <T> T run(Sql sql, Function<AtomicReference<@Nullable PreparedStatement>, T> work)
      throws TrinoFailure, InterruptedException {
    AtomicReference<@Nullable PreparedStatement> running = new AtomicReference<>();
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread worker =
        Thread.ofVirtual()
            .name("trino-" + sql.name())
            .start(
                () -> {
                  try {
                    answer.complete(work.apply(running));
                  } catch (Throwable failure) {
                    answer.completeExceptionally(failure);
                  }
                });
    try {
      return await(answer);
    } finally {
      if (!answer.isDone()) {
        cancel(running.get());
        worker.interrupt();
      }
    }
  }

  /**
   * The rows of an answer one by one, in constant memory and for as long as it takes; asked when
   * the first row is. Must be closed, which ends the query whether or not it was read to its end.
   */
  public TrinoRows open(Sql sql, Map<String, ?> parameters) {
    return new TrinoRows(streams, heartbeat, properties, sql, parameters);
  }

  private <T> List<T> execute(
      Sql sql,
      Map<String, ?> parameters,
      RowMapper<T> mapper,
      AtomicReference<@Nullable PreparedStatement> running) {
    return template.execute(
        sql.text(),
        parameters,
        statement -> {
          prepare(statement, running);
          List<T> rows = new ArrayList<>();
          try (var result = statement.executeQuery()) {
            while (result.next()) {
              rows.add(mapper.mapRow(result, rows.size()));
            }
          }
          return rows;
        });
  }

  private void prepare(
      PreparedStatement statement, AtomicReference<@Nullable PreparedStatement> running)
      throws SQLException {
    // Should this process die, Trino still ends the query.
    statement.setQueryTimeout(Math.toIntExact(properties.queryTimeout().toSeconds()) + 1);
    running.set(statement);
  }

  private <T> T await(CompletableFuture<T> answer) throws TrinoFailure, InterruptedException {
    long deadline = System.nanoTime() + properties.queryTimeout().toNanos();
    while (true) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw TrinoFailure.timeout();
      }
      try {
        return answer.get(
            Math.min(left, properties.silenceTimeout().toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException silent) {
        if (!heartbeat.answers() && !answer.isDone()) {
          throw TrinoFailure.unreachable(silent);
        }
      } catch (ExecutionException | CompletionException e) {
        throw TrinoFailure.of(e.getCause() == null ? e : e.getCause());
      }
    }
  }

  private static void cancel(@Nullable PreparedStatement statement) {
    if (statement != null) {
      Thread.ofVirtual()
          .name("trino-cancel")
          .start(
              () -> {
                try {
                  statement.cancel();
                } catch (SQLException e) {
                  LOG.debug("the query could not be cancelled", e);
                }
              });
    }
  }
}
