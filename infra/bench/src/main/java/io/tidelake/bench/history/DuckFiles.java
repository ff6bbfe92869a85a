package io.tidelake.bench.history;

import io.tidelake.ingest.trino.SqlResource;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * DuckDB on the files of the lake as they lie in the object store's folder: what a table's snapshot
 * names, no others. In this process, so without any network between.
 */
final class DuckFiles {

  static final List<String> TABLES = List.of("behavior_1d", "behavior_1h", "raw_events");

  private DuckFiles() {}

  /**
   * A connection that has the tables as views.
   *
   * @param trino where the lists of files come from
   */
  static Connection open(Connection trino, Site site) throws SQLException, IOException {
    Connection duck = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = duck.createStatement()) {
      statement.execute("SET threads = " + Runtime.getRuntime().availableProcessors());
      statement.execute("SET memory_limit = '2GB'");
      statement.execute("SET temp_directory = '" + site.data("duckdb") + "'");
      // What it knows of a file's footer it need not read again.
      statement.execute("SET parquet_metadata_cache = true");
      for (String table : TABLES) {
        String files =
            files(trino, site, table).stream()
                .map(file -> "'" + file.toString().replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
        statement.execute(
            SqlResource.text(DuckFiles.class, "duckdb-view")
                .replace("{table}", table)
                .replace("{files}", files));
      }
    } catch (SQLException | IOException | RuntimeException e) {
      duck.close();
      throw e;
    }
    return duck;
  }

  private static List<Path> files(Connection trino, Site site, String table)
      throws SQLException, IOException {
    List<Path> files = new ArrayList<>();
    String sql = SqlResource.text(DuckFiles.class, "files").replace("{table}", table);
    try (Statement statement = trino.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        if (rows.getInt(2) != 0) {
          throw new IOException(table + " has deletes, which DuckDB would not heed: compact it");
        }
        Path file =
            site.data("object-store").resolve(rows.getString(1).replaceFirst("^s3a?://", ""));
        if (!Files.isRegularFile(file)) {
          throw new IOException("the object store keeps no plain file at " + file);
        }
        files.add(file);
      }
    }
    return files;
  }
}
