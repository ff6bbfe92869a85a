package io.tidelake.bench.history;

import io.tidelake.bench.LoadedLake;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;

/**
 * The questions about a history, put to Trino on the events themselves, one after the other and
 * then from the first again. Not thread-safe.
 */
public final class RawQuestions {

  private final Database database;
  private final Period period;
  private int asked;

  /**
   * @param trino a connection to the lake
   * @param first business date
   * @param last business date
   */
  public RawQuestions(Connection trino, LocalDate first, LocalDate last) {
    database = new Database("Trino on events", trino, true);
    period = Period.ofDays(first, last, LoadedLake.ZONE);
  }

  /** Asks the next one and reads all of its answer. */
  public void askNext() throws SQLException {
    database.ask(Question.values()[asked++ % Question.values().length], period);
  }
}
