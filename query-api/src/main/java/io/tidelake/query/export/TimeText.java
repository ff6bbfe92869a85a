package io.tidelake.query.export;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Times as exports write them: {@code yyyy-MM-dd HH:mm:ss} in the business zone, with milliseconds
 * where asked. Formats each minute once as long as it is in use: rows of an export lie close to
 * each other. For one thread.
 */
final class TimeText {

  private static final int MINUTE = 60_000;
  private static final int SLOTS = 4096;
  private static final DateTimeFormatter TO_MINUTES =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:");
  private static final DateTimeFormatter TO_MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

  private final ZoneId zone;
  private final long[] minutes = new long[SLOTS];
  private final String[] texts = new String[SLOTS];
  private final StringBuilder text = new StringBuilder(32);

  TimeText(ZoneId zone) {
    this.zone = zone;
  }

  String seconds(long epochMillis) {
    return written(epochMillis, false);
  }

  String milliseconds(long epochMillis) {
    return written(epochMillis, true);
  }

  /** How far local time is ahead of UTC at that time. */
  long offsetMillis(long epochMillis) {
    return offset(epochMillis).getTotalSeconds() * 1000L;
  }

  private String written(long epochMillis, boolean milliseconds) {
    long minute = Math.floorDiv(epochMillis, MINUTE);
    int slot = (int) (minute & (SLOTS - 1));
    String prefix = texts[slot];
    if (prefix == null || minutes[slot] != minute) {
      ZoneOffset offset = offset(minute * MINUTE);
      if (offset.getTotalSeconds() % 60 != 0 || !offset.equals(offset((minute + 1) * MINUTE - 1))) {
        // Local time before the 20th century is off by seconds.
        String exact = TO_MILLISECONDS.format(Instant.ofEpochMilli(epochMillis).atZone(zone));
        return milliseconds ? exact : exact.substring(0, exact.length() - 4);
      }
      prefix = TO_MINUTES.format(Instant.ofEpochMilli(minute * MINUTE).atZone(zone));
      texts[slot] = prefix;
      minutes[slot] = minute;
    }
    int rest = (int) (epochMillis - minute * MINUTE);
    int second = rest / 1000;
    text.setLength(0);
    text.append(prefix).append((char) ('0' + second / 10)).append((char) ('0' + second % 10));
    if (milliseconds) {
      int milli = rest % 1000;
      text.append('.')
          .append((char) ('0' + milli / 100))
          .append((char) ('0' + milli / 10 % 10))
          .append((char) ('0' + milli % 10));
    }
    return text.toString();
  }

  private ZoneOffset offset(long epochMillis) {
    return zone.getRules().getOffset(Instant.ofEpochMilli(epochMillis));
  }
}
