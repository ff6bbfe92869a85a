package io.tidelake.query.trino;

import io.tidelake.query.platform.ApiException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.PreparedStatementCreatorFactory;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterUtils;
import org.springframework.jdbc.core.namedparam.ParsedSql;

/**
 * The rows of one query, read one by one by one thread; any other may {@link #cancel}.
 *
 * <p>While the reader waits for Trino, a thread of its own looks on: it asks whether Trino lives
 * whenever {@code silenceTimeout} passes without a row, and ends the wait once no sign of life has
 * come for {@code streamOutage}, or after {@code streamSilenceTimeout} in any case. A Trino that is
 * back before that goes on with the query: the driver asks again for what it did not get. The time
 * that the reader takes with a row counts for nothing, so a slow client is none of Trino's faults.
 *
 * <pre>{@code
 * try (TrinoRows rows = trino.open(sql, parameters)) {
 *   while (rows.next()) {
 *     writer.write(rows.row().getString("province"));
 *   }
 * }
 * }</pre>
 */
public final class TrinoRows implements AutoCloseable {

  private static final long NEVER = Long.MIN_VALUE;
  private static final Logger LOG = LoggerFactory.getLogger(TrinoRows.class);

  private final DataSource pool;
  private final TrinoHeartbeat heartbeat;
  private final TrinoProperties properties;
  private final Sql sql;
  private final Map<String, ?> parameters;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition over = lock.newCondition();

  // Guarded by the lock.
  private @Nullable Thread waiting;
  private long waitingSince;
  private @Nullable TrinoFailure givenUp;
  private boolean cancelled;
  private boolean closed;
  private @Nullable Thread watch;
  private @Nullable PreparedStatement statement;

  // The reader's own.
  private @Nullable Connection connection;
  private @Nullable ResultSet rows;
  private boolean ended;
  private long count;

  TrinoRows(
      DataSource pool,
      TrinoHeartbeat heartbeat,
      TrinoProperties properties,
      Sql sql,
      Map<String, ?> parameters) {
    this.pool = pool;
    this.heartbeat = heartbeat;
    this.properties = properties;
    this.sql = sql;
    this.parameters = Map.copyOf(parameters);
  }

  /**
   * Goes to the next row, waiting for it if need be.
   *
   * @return false after the last one; at once if the tables do not exist yet
   * @throws ApiException if there is no answer: as with {@link Trino#query}
   * @throws CancellationException after {@link #cancel}
   */
  public boolean next() {
    if (ended) {
      return false;
    }
    begin();
    try {
      if (rows == null) {
        rows = execute();
      }
      ended = !rows.next();
    } catch (SQLException | RuntimeException problem) {
      TrinoFailure failure = end(problem);
      ended = true;
      if (failure.tableMissing()) {
        return false;
      }
      throw failure.toApiException(properties.streamSilenceTimeout(), properties.queueTimeout());
    }
    end(null);
    if (!ended) {
      count++;
    }
    return !ended;
  }

  /**
   * The row that {@link #next} went to; its columns may be read, it may not be moved or closed.
   * Also tells the columns of an answer without rows, once {@code next} has been called.
   *
   * @throws IllegalStateException before the first {@code next}, or if the tables do not exist
   */
  public ResultSet row() {
    if (rows == null) {
      throw new IllegalStateException("no row has been read");
    }
    return rows;
  }

  /** Rows read so far. */
  public long count() {
    return count;
  }

  /** Ends the query, in Trino too, from any thread; the reader's next step throws. */
  public void cancel() {
    lock.lock();
    try {
      if (closed || cancelled) {
        return;
      }
      cancelled = true;
      breakOff();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the query if it still runs. Never throws. */
  @Override
  public void close() {
    @Nullable Thread watching;
    @Nullable PreparedStatement running;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      watching = watch;
      running = statement;
      over.signalAll();
    } finally {
      lock.unlock();
    }
    if (watching != null) {
      watching.interrupt();
    }
    quietly(running);
    // Hikari closes what is left open before it takes a connection back.
    quietly(connection);
  }

  private ResultSet execute() throws SQLException {
    Connection taken = pool.getConnection();
    connection = taken;
    MapSqlParameterSource values = new MapSqlParameterSource(parameters);
    ParsedSql parsed = NamedParameterUtils.parseSqlStatement(sql.text());
    PreparedStatement prepared =
        new PreparedStatementCreatorFactory(
                NamedParameterUtils.substituteNamedParameters(parsed, values),
                NamedParameterUtils.buildSqlParameterList(parsed, values))
            .newPreparedStatementCreator(NamedParameterUtils.buildValueArray(parsed, values, null))
            .createPreparedStatement(taken);
    lock.lock();
    try {
      statement = prepared;
    } finally {
      lock.unlock();
    }
    return prepared.executeQuery();
  }

  /** The reader is about to wait for Trino. */
  private void begin() {
    lock.lock();
    try {
      throwIfCancelled();
      if (closed) {
        throw new IllegalStateException("the rows of " + sql.name() + " are closed");
      }
      waiting = Thread.currentThread();
      waitingSince = System.nanoTime();
      if (watch == null) {
        watch = Thread.ofVirtual().name("trino-watch-" + sql.name()).start(this::watch);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The reader is back from Trino; what became of it, with the interrupt of the watch undone. */
  private TrinoFailure end(@Nullable Exception problem) {
    lock.lock();
    try {
      waiting = null;
      if (givenUp != null || cancelled) {
        Thread.interrupted();
      }
      throwIfCancelled();
      if (givenUp != null) {
        return givenUp;
      }
    } finally {
      lock.unlock();
    }
    return problem == null ? TrinoFailure.timeout() : TrinoFailure.of(problem);
  }

  private void throwIfCancelled() {
    if (cancelled) {
      throw new CancellationException("the query " + sql.name() + " was cancelled");
    }
  }

  private void watch() {
    try {
      long silentSince = awaitSilence();
      long lastSign = silentSince;
      while (silentSince != NEVER) {
        long asked = System.nanoTime();
        // A row is a sign of life too.
        lastSign = silentSince - lastSign > 0 ? silentSince : lastSign;
        if (heartbeat.answers()) {
          lastSign = asked;
        } else if (System.nanoTime() - lastSign >= properties.streamOutage().toNanos()) {
          giveUp(silentSince, TrinoFailure.unreachable(new SQLException("no answer")));
        }
        silentSince = awaitSilence();
      }
    } catch (InterruptedException e) {
      // Closed: nobody waits any more.
    }
  }

  /**
   * Waits until the reader has waited for another silence time-out, all of it for the same row.
   *
   * @return since when it waits; {@link #NEVER} once that is too long or the rows are done with
   */
  private long awaitSilence() throws InterruptedException {
    long patience = properties.silenceTimeout().toNanos();
    long start = System.nanoTime();
    lock.lock();
    try {
      while (!closed && givenUp == null && !cancelled) {
        long now = System.nanoTime();
        long left = patience - (now - start);
        if (waiting != null) {
          if (now - waitingSince >= properties.streamSilenceTimeout().toNanos()) {
            givenUp = TrinoFailure.timeout();
            breakOff();
            return NEVER;
          }
          left = patience - Math.min(now - start, now - waitingSince);
          if (left <= 0) {
            return waitingSince;
          }
        }
        // A reader that begins to wait says nothing: that would cost every row.
        over.awaitNanos(left <= 0 ? patience : left);
      }
      return NEVER;
    } finally {
      lock.unlock();
    }
  }

  private void giveUp(long silentSince, TrinoFailure failure) {
    lock.lock();
    try {
      if (waiting != null && waitingSince == silentSince && givenUp == null && !cancelled) {
        givenUp = failure;
        breakOff();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock: gets the reader out of the driver, and the query out of Trino. */
  private void breakOff() {
    over.signalAll();
    PreparedStatement running = statement;
    if (running != null) {
      Thread.ofVirtual()
          .name("trino-cancel")
          .start(
              () -> {
                try {
                  running.cancel();
                } catch (SQLException e) {
                  LOG.debug("the query could not be cancelled", e);
                }
              });
    }
    if (waiting != null) {
      waiting.interrupt();
    }
  }

  private static void quietly(@Nullable AutoCloseable open) {
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (Exception e) {
      LOG.debug("could not be closed", e);
    }
  }
}
