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
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table as Trino shows it. The stream adds files every few seconds: a mark that meets one while
 * it is made is tried again.
 */
final class TrinoQuarantine implements Quarantine {

  private static final int MARK_ATTEMPTS = 12;
  private static final long MAX_PAUSE_MILLIS = 1_500;

  private static final int PAGE_BYTES = 4 << 20;
  private static final int PAGE_RECORDS = 4_000;

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

  /**
   * Small records come with their row, others by pages of bounded size, and one larger than a page
   * in pieces: what is in memory depends neither on how large they are nor on how many.
   */
  @Override
  public void visitUnsent(long largest, Visitor visitor) throws ReplayException {
    try (PreparedStatement statement = filtered(SqlFile.RECORDS);
        ResultSet rows = statement.executeQuery()) {
      List<RejectedRecord> page = new ArrayList<>();
      long pageBytes = 0;
      while (rows.next()) {
        RejectedRecord record =
            new RejectedRecord(
                rows.getString("reason"),
                coordinates(rows),
                rows.getTimestamp("ingest_time").getTime(),
                rows.getDate("dt").toLocalDate(),
                rows.getLong("size"),
                rows.getBytes("record_key"),
                rows.getBytes("value"));
        if (rows.getBoolean("has_bytes") || record.size() > largest) {
          visitor.accept(record);
          continue;
        }
        if (pageBytes + record.size() > PAGE_BYTES || page.size() == PAGE_RECORDS) {
          visit(page, visitor);
          pageBytes = 0;
        }
        page.add(record);
        pageBytes += record.size();
      }
      visit(page, visitor);
    } catch (SQLException e) {
      throw explained(e);
    }
  }

  /** Reads the bytes of these records and visits them; one that is gone by now is left out. */
  private void visit(List<RejectedRecord> page, Visitor visitor)
      throws SQLException, ReplayException {
    if (page.isEmpty()) {
      return;
    }
    Map<Coordinates, Bytes> found = new HashMap<>();
    long size = page.stream().mapToLong(RejectedRecord::size).max().getAsLong();
    for (long first = 0; first < size; first += PAGE_BYTES) {
      readPart(page, first, found);
    }
    for (RejectedRecord record : page) {
      Bytes bytes = found.get(record.coordinates());
      if (bytes != null) {
        visitor.accept(record.with(bytes.key, bytes.value));
      }
    }
    page.clear();
  }

  private void readPart(List<RejectedRecord> page, long first, Map<Coordinates, Bytes> found)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SqlFile.BYTES.text())) {
      for (int part = 0; part < 2; part++) {
        statement.setLong(1 + 2 * part, first + 1);
        statement.setLong(2 + 2 * part, PAGE_BYTES);
      }
      setRecords(statement, 5, page);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Bytes bytes = found.computeIfAbsent(coordinates(rows), any -> new Bytes());
          bytes.key = joined(bytes.key, first, rows.getBytes("record_key"));
          bytes.value = joined(bytes.value, first, rows.getBytes("value"));
        }
      }
    }
  }

  private static byte @Nullable [] joined(
      byte @Nullable [] before, long first, byte @Nullable [] part) {
    if (before == null || part == null) {
      return part;
    }
    // Two rows of one record are a fault of the lake; either will do.
    if (before.length != first) {
      return before;
    }
    byte[] both = Arrays.copyOf(before, before.length + part.length);
    System.arraycopy(part, 0, both, before.length, part.length);
    return both;
  }

  private static Coordinates coordinates(ResultSet rows) throws SQLException {
    return new Coordinates(rows.getInt("kafka_partition"), rows.getLong("kafka_offset"));
  }

  /** Dates and coordinates, as the parameters from an index on. */
  private static void setRecords(
      PreparedStatement statement, int index, Collection<RejectedRecord> records)
      throws SQLException {
    LocalDate first = records.stream().map(RejectedRecord::date).min(LocalDate::compareTo).get();
    LocalDate last = records.stream().map(RejectedRecord::date).max(LocalDate::compareTo).get();
    statement.setDate(index, Date.valueOf(first));
    statement.setDate(index + 1, Date.valueOf(last));
    statement.setString(
        index + 2,
        records.stream()
            .map(RejectedRecord::coordinates)
            .map(each -> "[" + each.partition() + "," + each.offset() + "]")
            .collect(Collectors.joining(",", "[", "]")));
  }

  @Override
  public void mark(Collection<RejectedRecord> records, Instant when) throws ReplayException {
    if (records.isEmpty()) {
      return;
    }
    for (int attempt = 1; ; attempt++) {
      try (PreparedStatement statement = connection.prepareStatement(SqlFile.MARK.text())) {
        statement.setString(1, when.toString());
        setRecords(statement, 2, records);
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

  /** Key and value of a record, as far as they were read. */
  private static final class Bytes {
    private byte @Nullable [] key;
    private byte @Nullable [] value;
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
