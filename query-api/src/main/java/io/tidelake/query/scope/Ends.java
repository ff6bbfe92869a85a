package io.tidelake.query.scope;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.ParameterException;
import io.tidelake.query.platform.RequestQuery;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A range as it was asked for by {@code start_time} and {@code end_time}: both are included, as
 * with the original's {@code BETWEEN}.
 */
public record Ends(Instant start, Instant end) {

  private static final Instant EARLIEST = Instant.parse("0001-01-02T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-30T00:00:00Z");

  /**
   * Both must be given.
   *
   * @throws ParameterException if not, or if the end is before the start
   */
  public static Ends required(RequestQuery query, BusinessTime times) {
    return of(
        query,
        times,
        times.parseRequired("start_time", query.get("start_time")),
        times.parseRequired("end_time", query.get("end_time")));
  }

  /**
   * One that is not given is open.
   *
   * @throws ParameterException if the end is before the start
   */
  public static Ends optional(RequestQuery query, BusinessTime times) {
    Instant start = times.parse("start_time", query.get("start_time"));
    Instant end = times.parse("end_time", query.get("end_time"));
    return of(query, times, start == null ? EARLIEST : start, end == null ? LATEST : end);
  }

  private static Ends of(RequestQuery query, BusinessTime times, Instant start, Instant end) {
    if (end.isBefore(start)) {
      @Nullable String given = query.get("end_time");
      throw ParameterException.notAccepted(
          "end_time",
          given == null ? times.format(end) : given,
          "accepted.not-before",
          times.format(start));
    }
    return new Ends(start, end);
  }
}
