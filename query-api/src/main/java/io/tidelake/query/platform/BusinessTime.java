package io.tidelake.query.platform;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Times as the API reads and writes them: {@code yyyy-MM-dd HH:mm:ss} in the business zone. */
@Component
public final class BusinessTime {

  /** Strict: 30 February is refused rather than moved. */
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

  /** Wide enough for any event, narrow enough for every part that reads it. */
  private static final int LAST_YEAR = 9999;

  private final ZoneId zone;

  BusinessTime(PlatformProperties properties) {
    this.zone = properties.zone();
  }

  public ZoneId zone() {
    return zone;
  }

  public String format(Instant time) {
    return LOCAL.format(time.atZone(zone));
  }

  public LocalDate date(Instant time) {
    return LocalDate.ofInstant(time, zone);
  }

  /**
   * Reads {@code yyyy-MM-dd HH:mm:ss} in the business zone, or ISO-8601 with an offset.
   *
   * @return null if not given
   * @throws ParameterException for anything else
   */
  public @Nullable Instant parse(String name, @Nullable String raw) {
    String text = Parameters.optional(raw);
    if (text == null) {
      return null;
    }
    try {
      // In a query string a plus sign that is not escaped arrives as a space.
      Instant time =
          text.indexOf('T') < 0
              ? LocalDateTime.parse(text, LOCAL).atZone(zone).toInstant()
              : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
      int year = time.atZone(zone).getYear();
      if (year >= 1 && year <= LAST_YEAR) {
        return time;
      }
    } catch (DateTimeException noTime) {
      // Said below.
    }
    throw ParameterException.notAccepted(name, text, "accepted.time", zone.getId());
  }

  /** Like {@link #parse}, but must be given. */
  public Instant parseRequired(String name, @Nullable String raw) {
    Instant time = parse(name, raw);
    if (time == null) {
      throw ParameterException.missing(name, "accepted.time", zone.getId());
    }
    return time;
  }
}
