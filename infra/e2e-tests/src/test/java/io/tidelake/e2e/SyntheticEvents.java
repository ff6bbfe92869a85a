package io.tidelake.e2e;

import java.sql.SQLException;

/** Events that Trino makes up by itself, many in little time: event number n is always the same. */
final class SyntheticEvents {

  /** What one statement makes at most; a sequence has no more than 10,000 numbers. */
  private static final long AT_ONCE = 5_000_000;

  /** When event 0 happened, epoch milliseconds; each of the others a millisecond later. */
  static final long START = 1_788_019_200_000L;

  private static final long SEQUENCE = 10_000;

  private SyntheticEvents() {}

  /**
   * Adds events of 30 August 2026 to {@code raw_events}.
   *
   * @param rows a multiple of 10,000
   */
  static void addRaw(Lake lake, long rows) throws SQLException {
    for (long first = 0; first < rows; first += AT_ONCE) {
      long blocks = Math.min(AT_ONCE, rows - first) / SEQUENCE;
      lake.change(
          """
          INSERT INTO raw_events
          SELECT
              concat('u', CAST(n * 7919 %% 1000003 AS varchar)),
              concat('i', CAST(n %% 99991 AS varchar)),
              CAST(n %% 977 AS varchar),
              IF(n %% 11 = 0, '', CAST(n %% 4999 AS varchar)),
              CAST(n %% 8999 AS varchar),
              8,
              IF(n %% 13 = 0, NULL, 29),
              CAST(n %% 4 AS integer),
              CAST(n %% 8 AS integer),
              CAST(n %% 3 AS integer),
              element_at(ARRAY['北京', '上海', '广东', '浙江', '四川', '内蒙古'], CAST(n %% 6 + 1 AS integer)),
              IF(n %% 5 = 0, concat('e', CAST(n AS varchar)), NULL),
              from_unixtime(1788019200 + (n %% 86400000) / 1000e0),
              from_unixtime(1788019201 + (n %% 86400000) / 1000e0),
              'event_time',
              n %% 97 = 0,
              BIGINT '1000',
              CAST(n %% 4 AS integer),
              n / 4,
              CAST(NULL AS varchar),
              CAST(NULL AS bigint),
              DATE '2026-08-30'
          FROM (
              SELECT %d + a * %d + b AS n
              FROM UNNEST(sequence(0, %d)) AS x(a), UNNEST(sequence(0, %d)) AS y(b)
          )
          """
              .formatted(first, SEQUENCE, blocks - 1, SEQUENCE - 1));
    }
  }

  /** Adds the minutes of {@code raw_events} to {@code behavior_1m}. */
  static void addMinutes(Lake lake) throws SQLException {
    lake.change(
        """
        INSERT INTO behavior_1m
        SELECT date_trunc('minute', event_time), action, age_range, gender, province,
            count(*), count_if(is_late), dt
        FROM raw_events
        GROUP BY 1, 2, 3, 4, 5, dt
        """);
  }
}
