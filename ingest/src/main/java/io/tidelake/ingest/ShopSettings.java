package io.tidelake.ingest;

/**
 * What the generator makes.
 *
 * @param count number of records, malformed ones included, or {@link EventSource#ENDLESS}
 * @param seed same seed, same sequence (event times apart, which follow the time of sending)
 * @param uniqueUsers size of the population, at least 1
 * @param lateShare share of events, 0 to 1, whose event time lies more than five minutes back
 * @param malformedShare share of records, 0 to 1, that the stream must reject
 * @param days 0 for events that happen as they are sent; else the events are spread over so many
 *     days before the first one is sent, in order and in the rhythm of a day, which needs a count
 */
public record ShopSettings(
    long count, long seed, int uniqueUsers, double lateShare, double malformedShare, int days) {

  static final long DEFAULT_SEED = 42;
  static final int DEFAULT_UNIQUE_USERS = 100_000;

  public ShopSettings {
    require(count >= 0 || count == EventSource.ENDLESS, "count", count, "0 or more");
    require(uniqueUsers >= 1, "unique users", uniqueUsers, "1 or more");
    require(isShare(lateShare), "late share", lateShare, "0 to 1");
    require(isShare(malformedShare), "malformed share", malformedShare, "0 to 1");
    require(days >= 0, "days", days, "0 or more");
    require(days == 0 || count >= 0, "count", "none", "a number of events to spread over the days");
  }

  /** An endless live sequence of good events. */
  public static ShopSettings defaults() {
    return new ShopSettings(EventSource.ENDLESS, DEFAULT_SEED, DEFAULT_UNIQUE_USERS, 0, 0, 0);
  }

  /** The same with another {@link #count()}. */
  public ShopSettings withCount(long newCount) {
    return new ShopSettings(newCount, seed, uniqueUsers, lateShare, malformedShare, days);
  }

  /** The same with another {@link #seed()}. */
  public ShopSettings withSeed(long newSeed) {
    return new ShopSettings(count, newSeed, uniqueUsers, lateShare, malformedShare, days);
  }

  /** The same with another {@link #uniqueUsers()}. */
  public ShopSettings withUniqueUsers(int newUniqueUsers) {
    return new ShopSettings(count, seed, newUniqueUsers, lateShare, malformedShare, days);
  }

  /** The same with another {@link #lateShare()}. */
  public ShopSettings withLateShare(double newLateShare) {
    return new ShopSettings(count, seed, uniqueUsers, newLateShare, malformedShare, days);
  }

  /** The same with another {@link #malformedShare()}. */
  public ShopSettings withMalformedShare(double newMalformedShare) {
    return new ShopSettings(count, seed, uniqueUsers, lateShare, newMalformedShare, days);
  }

  /** The same with another {@link #days()}; set the count first. */
  public ShopSettings withDays(int newDays) {
    return new ShopSettings(count, seed, uniqueUsers, lateShare, malformedShare, newDays);
  }

  private static boolean isShare(double share) {
    return share >= 0 && share <= 1;
  }

  private static void require(boolean holds, String field, Object value, String accepted) {
    if (!holds) {
      throw new IllegalArgumentException(field + " is " + value + ": give " + accepted);
    }
  }
}
