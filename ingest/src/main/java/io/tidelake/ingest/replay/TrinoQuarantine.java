package io.tidelake.ingest.replay;

import io.tidelake.ingest.trino.TrinoAddress;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The table as Trino shows it. The stream adds files every few seconds: a mark that meets one while
 * it is made is tried again.
 */
final class TrinoQuarantine implements Quarantine {

  private static final int MARK_ATTEMPTS = 12;
  private static final long MAX_PAUSE_MILLIS = 1_500;

  private final TrinoAddress trino;
  private final Connection connection;
  private final ReplayFilter filter;

  private TrinoQuarantine(TrinoAddress trino, Connection connection, ReplayFilter filter) {
    this.trino = trino;
    this.connection = connection;
    this.filter = filter;
  }

  /**
   * @param trinoUrl {@code jdbc:trino://host:port/catalog/schema}, or {@code http(s)://host:port}
   *     for {@code lake/taobao}
   */
  static TrinoQuarantine open(String trinoUrl, ReplayFilter filter) throws ReplayException {
    TrinoAddress trino = TrinoAddress.of(trinoUrl);
    try {
      return new TrinoQuarantine(trino, trino.connect("tidelake-replay", Map.of()), filter);
    } catch (SQLException e) {
      throw new ReplayException("--trino-url %s: %s".formatted(trinoUrl, e.getMessage()), e);
    }
  }

  @Override
  public List<ReasonCount> counts() throws ReplayException {
    List<ReasonCount> counts = new ArrayList<>();
    try (PreparedStatement statement = filtered(SqlFile.SUMMARY);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        counts.add(
            new ReasonCount(
                rows.getString("reason"),
                rows.getLong("unsent"),
                rows.getLong("replayed"),
                rows.getLong("backfilled")));
      }
    } catch (SQLException e) {
      throw explained(e);
    }
    return counts;
  }

  @Override
  public void visitUnsent(Visitor visitor) throws ReplayException {
    try (PreparedStatement statement = filtered(SqlFile.RECORDS);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        visitor.accept(
            new RejectedRecord(
                rows.getString("reason"),
                new Coordinates(rows.getInt("kafka_partition"), rows.getLong("kafka_offset")),
                rows.getTimestamp("ingest_time").getTime(),
                rows.getDate("dt").toLocalDate(),
                rows.getBytes("record_key"),
                rows.getBytes("value")));
      }
    } catch (SQLException e) {
      throw explained(e);
    }
  }

  @Override
  public void mark(Collection<RejectedRecord> records, Instant when) throws ReplayException {
    if (records.isEmpty()) {
      return;
    }
    LocalDate first = records.stream().map(RejectedRecord::date).min(LocalDate::compareTo).get();
    LocalDate last = records.stream().map(RejectedRecord::date).max(LocalDate::compareTo).get();
    String coordinates =
        records.stream()
            .map(RejectedRecord::coordinates)
            .map(each -> "[" + each.partition() + "," + each.offset() + "]")
            .collect(Collectors.joining(",", "[", "]"));
    for (int attempt = 1; ; attempt++) {
      try (PreparedStatement statement = connection.prepareStatement(SqlFile.MARK.text())) {
        statement.setString(1, when.toString());
        statement.setDate(2, Date.valueOf(first));
        statement.setDate(3, Date.valueOf(last));
        statement.setString(4, coordinates);
        statement.executeUpdate();
        return;
      } catch (SQLException e) {
        if (attempt == MARK_ATTEMPTS || !isConflict(e)) {
          throw explained(e);
        }
        LockSupport.parkNanos(
            1_000_000 * ThreadLocalRandom.current().nextLong(100, MAX_PAUSE_MILLIS));
      }
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing is open.
    }
  }

  private PreparedStatement filtered(SqlFile file) throws SQLException {
    String reason = filter.reason() == null ? null : filter.reason().name();
    Instant since = filter.since() == null ? Instant.EPOCH : filter.since();
    PreparedStatement statement = connection.prepareStatement(file.text());
    statement.setString(1, reason);
    statement.setString(2, reason);
    // The business date is at most a day off that of UTC.
    statement.setDate(3, Date.valueOf(LocalDate.ofInstant(since, ZoneOffset.UTC).minusDays(1)));
    statement.setString(4, since.toString());
    return statement;
  }

  private static boolean isConflict(SQLException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("Failed to commit")
        || message.contains("onflicting")
        || message.contains("concurrent");
  }

  private ReplayException explained(SQLException e) {
    if (String.valueOf(e.getMessage()).contains("replayed_at")) {
      return new ReplayException(
          "table quarantine at %s has no column replayed_at: restart the streaming job, which adds it"
              .formatted(trino.url()),
          e);
    }
    return new ReplayException(trino.explain(e), e);
  }
}
