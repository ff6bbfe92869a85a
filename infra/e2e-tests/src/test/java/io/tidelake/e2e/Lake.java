package io.tidelake.e2e;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Reads the lake through Trino's JDBC driver, as an analyst's tool would. */
final class Lake {

  private final String url;

  Lake(String trinoUrl) {
    this.url = trinoUrl.replaceFirst("^http", "jdbc:trino") + "/lake/taobao";
  }

  /** The single number that a query gives. */
  long number(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "e2e", null);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The rows of a query of two columns, a text and a number. */
  Map<String, Long> counts(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "e2e", null);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      Map<String, Long> counts = new TreeMap<>();
      while (rows.next()) {
        counts.put(rows.getString(1), rows.getLong(2));
      }
      return counts;
    }
  }

  /** The rows of a query in its order, their values as text with commas between. */
  List<String> rows(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "e2e", null);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        StringJoiner line = new StringJoiner(",");
        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
          line.add(rows.getString(column));
        }
        lines.add(line.toString());
      }
      return lines;
    }
  }

  /** Runs a statement that changes a table, and gives the number of rows that it changed. */
  long change(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "e2e", null);
        Statement statement = connection.createStatement()) {
      return statement.executeLargeUpdate(sql);
    }
  }
}
