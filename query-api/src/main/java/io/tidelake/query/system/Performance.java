package io.tidelake.query.system;

import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** What the machine does now. CPU and network are means over the last seconds. */
@Component
class Performance {

  /**
   * Percentages with one decimal.
   *
   * @param diskUsage of all local file systems together
   * @param networkIo received and sent, kilobytes a second, without loopback
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Reading(double cpuUsage, double memoryUsage, double diskUsage, double networkIo) {}

  /** Shorter than this, counters say more about their own ticks than about the machine. */
  private static final long LEAST_MILLIS = 1000;

  private final Sampler sampler;

  Performance(Sampler sampler) {
    this.sampler = sampler;
  }

  Reading look() {
    List<Sample> samples = sampler.until(Period.MINUTE);
    Sample now = samples.getLast();
    Sample before = now;
    for (Sample sample : samples.reversed()) {
      before = sample;
      if (now.time() - before.time() >= LEAST_MILLIS) {
        break;
      }
    }
    return new Reading(
        now.cpuUsageSince(before),
        now.memoryUsage(),
        now.diskUsage(),
        now.networkRateSince(before));
  }
}
