package io.tidelake.stack.chaos;

import io.tidelake.ingest.trino.SqlResource;
import io.tidelake.ingest.trino.TrinoAddress;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** Runs this package's SQL files. */
final class Trino {

  private static final String USER = "tidelake-chaos";

  /** What is left out of history here has no reader: the run itself is the only one. */
  private static final Map<String, String> OPTIONS =
      Map.of("sessionProperties", "lake.expire_snapshots_min_retention:0s");

  /** Reads the only row of an answer. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final TrinoAddress address;

  Trino(String url) {
    address = TrinoAddress.of(url);
  }

  /**
   * Runs the statements of a file, one by one.
   *
   * @param file without {@code .sql}
   * @throws IOException if Trino does not answer or a statement fails
   */
  void run(String file) throws IOException {
    try (Connection connection = address.connect(USER, OPTIONS);
        Statement statement = connection.createStatement()) {
      for (String sql : SqlResource.text(Trino.class, file).split(";")) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
    } catch (SQLException e) {
      throw new IOException(file + ": " + address.explain(e), e);
    }
  }

  /**
   * Asks the query of a file.
   *
   * @param file without {@code .sql}
   * @throws IOException if there is no answer
   */
  <T> T ask(String file, RowReader<T> reader) throws IOException {
    try (Connection connection = address.connect(USER, OPTIONS);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SqlResource.text(Trino.class, file))) {
      if (!rows.next()) {
        throw new IOException(file + ": no row");
      }
      return reader.read(rows);
    } catch (SQLException e) {
      throw new IOException(file + ": " + address.explain(e), e);
    }
  }
}
