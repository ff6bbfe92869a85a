package io.tidelake.query.system;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.StreamProgress;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** The system status, looked up at most once a second, however many ask. */
@Component
class SystemStatus {

  /**
   * @param status {@code running}: who can read this knows that much
   * @param uptime seconds
   * @param zone business time zone
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Service(String status, long uptime, String version, String startTime, String zone) {}

  record Report(
      Service system,
      Map<String, Map<String, Object>> components,
      Performance.Reading performance,
      StreamProgress.Report stream) {}

  private static final long FRESH = Duration.ofSeconds(1).toNanos();

  private final Components components;
  private final Performance performance;
  private final StreamProgress stream;
  private final BusinessTime times;
  private final String version;
  private final Instant started =
      Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());

  private @Nullable Report last;
  private long lookedAt;

  SystemStatus(
      Components components,
      Performance performance,
      StreamProgress stream,
      BusinessTime times,
      @Value("${tidelake.version:unknown}") String version) {
    this.components = components;
    this.performance = performance;
    this.stream = stream;
    this.times = times;
    this.version = version;
  }

  /** At most a second old. Who comes while another looks waits for the same answer. */
  synchronized Report report() {
    Report known = last;
    if (known == null || System.nanoTime() - lookedAt > FRESH) {
      known =
          new Report(
              new Service(
                  "running",
                  Duration.between(started, Instant.now()).toSeconds(),
                  version,
                  times.format(started),
                  times.zone().getId()),
              components.look(),
              performance.look(),
              stream.report());
      last = known;
      lookedAt = System.nanoTime();
    }
    return known;
  }
}
