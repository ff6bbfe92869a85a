package io.tidelake.query.platform;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** Business time for tests of other packages. */
public final class BusinessTimes {

  private BusinessTimes() {}

  public static BusinessTime in(String zone) {
    return new BusinessTime(
        new PlatformProperties(
            ZoneId.of(zone), List.of(), List.of(), Duration.ofSeconds(1), Duration.ofSeconds(1)));
  }
}
