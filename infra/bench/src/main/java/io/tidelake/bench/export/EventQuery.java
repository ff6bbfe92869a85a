package io.tidelake.bench.export;

import io.tidelake.bench.LoadedLake;
import io.tidelake.ingest.trino.SqlResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;

/** What the service asks Trino for an export of events, for peers that ask the same. */
final class EventQuery {

  private static final String FILE = "query-api/src/main/resources/sql/export/raw_events.sql";

  private EventQuery() {}

  /**
   * The service's own statement.
   *
   * @param project the root of the project
   * @param end the latest event time
   */
  static String until(Path project, Instant end) throws IOException {
    return Files.readString(project.resolve(FILE))
            .replaceAll("(?m)^--.*$", "")
            .replace(" FOR VERSION AS OF :snapshot", "")
            .replaceAll("(?s)WHERE.*", "")
            .strip()
        + "\n"
        + SqlResource.text(EventQuery.class, "until")
            .strip()
            .replace("{date}", LocalDate.ofInstant(end, LoadedLake.ZONE).toString())
            .replace("{time}", end.toString());
  }
}
