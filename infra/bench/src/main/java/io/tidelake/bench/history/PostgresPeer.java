package io.tidelake.bench.history;

import io.tidelake.bench.BenchSettings;
import io.tidelake.ingest.trino.SqlResource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;

/**
 * PostgreSQL with the rollups and what the questions need of the events, indexed and analysed. Its
 * data lies in the home of the lake and is kept with it.
 */
final class PostgresPeer implements AutoCloseable {

  private static final int PORT = 5432;
  private static final int COPY_BUFFER = 1 << 16;

  private final EmbeddedPostgres server;

  private PostgresPeer(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Starts it, and loads it unless it is loaded.
   *
   * @param duck has the tables of the lake
   * @param home of the lake
   */
  static PostgresPeer start(BenchSettings settings, Connection duck, Path home)
      throws IOException, SQLException {
    Path folder = Files.createDirectories(home.resolve("postgres"));
    Path mark = folder.resolve("loaded");
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setPort(PORT + settings.portOffset())
            .setDataDirectory(folder.resolve("data"))
            // Else it would be deleted at the end.
            .setCleanDataDirectory(false)
            .setOverrideWorkingDirectory(folder.resolve("program").toFile())
            .setPGStartupWait(Duration.ofSeconds(60))
            .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
            .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
            .setServerConfig("shared_buffers", "1GB")
            .setServerConfig("effective_cache_size", "4GB")
            .setServerConfig("work_mem", "64MB")
            .setServerConfig("maintenance_work_mem", "512MB")
            .setServerConfig("max_wal_size", "8GB")
            .setServerConfig("timezone", "UTC")
            // It is loaded once, and nobody needs it after a crash.
            .setServerConfig("fsync", "off")
            .setServerConfig("wal_level", "minimal")
            .setServerConfig("max_wal_senders", "0")
            .start();
    PostgresPeer peer = new PostgresPeer(server);
    try {
      if (!Files.exists(mark)) {
        peer.load(settings, duck, folder);
        Files.createFile(mark);
      }
      return peer;
    } catch (IOException | SQLException | RuntimeException e) {
      peer.close();
      throw e;
    }
  }

  private void load(BenchSettings settings, Connection duck, Path folder)
      throws IOException, SQLException {
    try (Connection connection = connect()) {
      script(connection, "postgres-tables");
      for (String table : DuckFiles.TABLES) {
        settings.say().accept("Copying %s to PostgreSQL ...".formatted(table));
        Path file = folder.resolve(table + ".csv");
        try (Statement statement = duck.createStatement()) {
          statement.execute(
              "COPY (%s) TO '%s' (FORMAT csv, HEADER false)"
                  .formatted(
                      SqlResource.text(PostgresPeer.class, "duckdb-copy-" + table).strip(), file));
        }
        try (InputStream in = Files.newInputStream(file)) {
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY " + table + " FROM STDIN (FORMAT csv)", in, COPY_BUFFER);
        }
        Files.delete(file);
      }
      settings.say().accept("Indexing and analysing in PostgreSQL ...");
      script(connection, "postgres-indexes");
    }
  }

  private static void script(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String each : SqlResource.text(PostgresPeer.class, name).split(";")) {
        if (!each.isBlank()) {
          statement.execute(each);
        }
      }
    }
  }

  Connection connect() throws SQLException {
    return server.getPostgresDatabase().getConnection();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
