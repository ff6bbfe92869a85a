package io.tidelake.bench.history;

import io.tidelake.bench.LoadedLake;
import io.tidelake.ingest.trino.SqlResource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;

/** A database that is asked in SQL: the coarsest rollup that answers, or the events themselves. */
final class Database implements Respondent {

  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(LoadedLake.ZONE);

  private final String title;
  private final Connection connection;
  private final boolean raw;

  /**
   * @param raw whether the events are asked instead of the rollups
   */
  Database(String title, Connection connection, boolean raw) {
    this.title = title;
    this.connection = connection;
    this.raw = raw;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public Answer ask(Question question, Period period) throws SQLException {
    String sql =
        SqlResource.text(Database.class, question.file())
            .replace("{rows}", raw ? "raw_events" : question.rollup())
            .replace("{events}", raw ? "count(*)" : "sum(events)")
            .replace("{hour}", raw ? "date_trunc('hour', event_time)" : "hour_start")
            .replace("{period}", where(period));
    Counts counts = new Counts();
    long start = System.nanoTime();
    long nanos;
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        counts.add(
            question.value(text(rows.getObject(1))),
            question.group(text(rows.getObject(2))),
            rows.getLong(3));
      }
      nanos = System.nanoTime() - start;
    }
    return new Answer(counts, nanos);
  }

  /** Whole days are told by their dates alone, as in the rollups. */
  private String where(Period period) {
    String days =
        "dt BETWEEN DATE '%s' AND DATE '%s'".formatted(period.firstDay(), period.lastDay());
    boolean whole =
        period.from().toLocalTime().toSecondOfDay() == 0
            && period.to().toLocalTime().toSecondOfDay() == 0;
    if (whole) {
      return days;
    }
    if (!raw) {
      throw new IllegalArgumentException("rollups are asked for whole days here");
    }
    return days
        + " AND event_time >= TIMESTAMP WITH TIME ZONE '%s' AND event_time < TIMESTAMP WITH TIME ZONE '%s'"
            .formatted(instant(period.start()), instant(period.end()));
  }

  private static String instant(Instant instant) {
    return instant.toString().replace('T', ' ').replace("Z", "+00:00");
  }

  private static String text(Object value) {
    return switch (value) {
      case Timestamp time -> HOUR.format(time.toInstant());
      case OffsetDateTime time -> HOUR.format(time);
      default -> value.toString();
    };
  }
}
