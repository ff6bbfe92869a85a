package io.tidelake.query.history;

import io.tidelake.schema.label.Action;
import io.tidelake.schema.label.AgeRange;
import io.tidelake.schema.label.Gender;
import io.tidelake.schema.label.Province;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The {@code id} of a row: a number computed from the row's window and cell, so that it stays the
 * same whenever, wherever and by whichever query the row is read. Always within the 53 bits that a
 * JavaScript number holds exactly.
 *
 * <p>It is a mixed-radix number: window minute (modulo 2^26, which is 127 years), action, age
 * range, gender, province. The listed provinces have a place each, so two different rows of theirs
 * never share an id. A province that is not listed gets one of the 1.39 million remaining places by
 * the checksum of its name: two such names share an id only in the same window and cell, and with a
 * chance of one in 1.39 million; {@code window_time} with the four values is then still the key.
 */
final class CellId {

  private static final long MINUTES = 1L << 26;
  private static final long MAX = (1L << 53) - 1;
  private static final long CELLS = (long) Action.COUNT * AgeRange.COUNT * Gender.COUNT;
  private static final long PROVINCES = MAX / (MINUTES * CELLS);

  /** Places of listed provinces, with room for more without moving the others. */
  private static final int LISTED = 64;

  private static final Map<String, Integer> PLACES = new HashMap<>();

  static {
    for (Province province : Province.values()) {
      PLACES.put(province.key(), province.ordinal());
    }
  }

  private CellId() {}

  static long of(Instant window, int action, int ageRange, int gender, String province) {
    long id = place(province);
    id = id * Gender.COUNT + gender;
    id = id * AgeRange.COUNT + ageRange;
    id = id * Action.COUNT + action;
    return id * MINUTES + Math.floorMod(Math.floorDiv(window.getEpochSecond(), 60), MINUTES);
  }

  private static long place(String province) {
    Integer listed = PLACES.get(province);
    if (listed != null) {
      return listed;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(province.getBytes(StandardCharsets.UTF_8));
    return LISTED + checksum.getValue() % (PROVINCES - LISTED);
  }
}
