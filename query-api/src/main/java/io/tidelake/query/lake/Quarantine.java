package io.tidelake.query.lake;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.trino.Sql;
import io.tidelake.query.trino.Trino;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** The records that are no events, and why. */
@Component
class Quarantine {

  /** Enough of a record to see what is wrong with it. */
  static final int SHOWN_BYTES = 400;

  /** What is said of a user's id that is not taken quotes it; a file's name may stand before. */
  private static final Pattern QUOTED_USER = Pattern.compile("\\buser_id is \".*\"");

  private static final Sql REASONS = Sql.resource("lake/quarantine_reasons");
  private static final Sql SAMPLES = Sql.resource("lake/quarantine_samples");

  /**
   * @param count records
   * @param replayed those that were sent again
   * @param newest business time
   */
  record Reason(String reason, long count, long replayed, String newest) {}

  /**
   * One record.
   *
   * @param text its beginning, if that is text
   * @param hex its beginning in hexadecimal, if it is not
   * @param withheld whether the beginning is kept back because a user might be named in it
   * @param bytes of the whole record; null: it had no value
   * @param isWhole whether the beginning is all of it
   * @param ingestTime business time, likewise {@code replayedAt}
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Sample(
      String reason,
      String detail,
      @Nullable String text,
      @Nullable String hex,
      boolean withheld,
      @Nullable Long bytes,
      boolean isWhole,
      @Nullable Long kafkaPartition,
      @Nullable Long kafkaOffset,
      @Nullable String sourceFile,
      @Nullable Long sourceLine,
      String ingestTime,
      @Nullable String replayedAt) {}

  /**
   * @param total of all reasons
   * @param samples the newest
   */
  record Report(long total, List<Reason> reasons, List<Sample> samples) {}

  private final Trino trino;
  private final BusinessTime times;

  Quarantine(Trino trino, BusinessTime times) {
    this.trino = trino;
    this.times = times;
  }

  /**
   * @param reason of the samples; null: any
   * @param seesUsers whether the reader may see users by their names
   */
  Report report(@Nullable String reason, long limit, boolean seesUsers) {
    List<Reason> reasons = trino.query(REASONS, Map.of(), (row, number) -> reason(row));
    List<Sample> samples =
        trino.query(
            SAMPLES,
            Map.of("reason", reason == null ? "" : reason, "bytes", SHOWN_BYTES, "limit", limit),
            (row, number) -> sample(row, seesUsers));
    return new Report(reasons.stream().mapToLong(Reason::count).sum(), reasons, samples);
  }

  private Reason reason(ResultSet row) throws SQLException {
    return new Reason(
        row.getString("reason"),
        row.getLong("records"),
        row.getLong("replayed"),
        times.format(row.getTimestamp("newest").toInstant()));
  }

  private Sample sample(ResultSet row, boolean seesUsers) throws SQLException {
    Beginning beginning = Beginning.of(row.getBytes("beginning"), seesUsers);
    Long bytes = number(row, "bytes");
    Timestamp replayed = row.getTimestamp("replayed_at");
    return new Sample(
        row.getString("reason"),
        detail(row.getString("detail"), seesUsers),
        beginning.text(),
        beginning.hex(),
        beginning.withheld(),
        bytes,
        bytes == null || bytes <= SHOWN_BYTES,
        number(row, "kafka_partition"),
        number(row, "kafka_offset"),
        row.getString("source_file"),
        number(row, "source_line"),
        times.format(row.getTimestamp("ingest_time").toInstant()),
        replayed == null ? null : times.format(replayed.toInstant()));
  }

  static String detail(String detail, boolean seesUsers) {
    return seesUsers ? detail : QUOTED_USER.matcher(detail).replaceFirst("user_id is \"***\"");
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : Long.valueOf(value);
  }
}
