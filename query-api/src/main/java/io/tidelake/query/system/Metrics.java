package io.tidelake.query.system;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** The machine's figures over a period, as clients of the original system read them. */
@Component
class Metrics {

  /** What may be asked for. */
  enum Kind {
    ALL,
    CPU,
    MEMORY,
    DISK,
    NETWORK;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean includes(Kind one) {
      return this == ALL || this == one;
    }
  }

  /**
   * @param usage mean of the period, per cent
   * @param loadAvg runnable tasks, means over 1, 5 and 15 minutes
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Cpu(double usage, List<Double> loadAvg) {}

  /** Bytes at the end of the period. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Space(long total, long used, long free, double usagePercent) {}

  /** What went over the network in the period, without loopback. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Network(long bytesSent, long bytesRecv, long packetsSent, long packetsRecv) {}

  /** Only what was asked for. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Figures(
      @Nullable Cpu cpu, @Nullable Space memory, @Nullable Space disk, @Nullable Network network) {}

  /**
   * What one step of the period came to.
   *
   * @param timestamp its end, epoch milliseconds
   * @param cpu per cent; so are memory and disk
   * @param networkIo kilobytes a second
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Point(
      long timestamp,
      @Nullable Double cpu,
      @Nullable Double memory,
      @Nullable Double disk,
      @Nullable Double networkIo) {}

  /**
   * @param timestamp when it was looked, epoch milliseconds
   * @param period that was asked for
   * @param seconds that the figures really cover: less while the service is younger
   */
  record Report(long timestamp, Figures metrics, String period, long seconds, List<Point> series) {}

  private final Sampler sampler;

  Metrics(Sampler sampler) {
    this.sampler = sampler;
  }

  Report report(Kind kind, Period period) {
    return report(kind, period, sampler.until(period));
  }

  /**
   * @param samples from oldest to newest, at least one
   */
  static Report report(Kind kind, Period period, List<Sample> samples) {
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    List<Point> series = new ArrayList<>();
    for (int i = 1; i < samples.size(); i++) {
      series.add(point(kind, samples.get(i - 1), samples.get(i)));
    }
    return new Report(
        last.time(),
        figures(kind, first, last),
        period.word(),
        (last.time() - first.time()) / 1000,
        series);
  }

  private static Figures figures(Kind kind, Sample first, Sample last) {
    return new Figures(
        kind.includes(Kind.CPU) ? new Cpu(last.cpuUsageSince(first), last.load()) : null,
        kind.includes(Kind.MEMORY)
            ? new Space(
                last.memoryTotal(),
                last.memoryTotal() - last.memoryFree(),
                last.memoryFree(),
                last.memoryUsage())
            : null,
        kind.includes(Kind.DISK)
            ? new Space(
                last.diskTotal(),
                last.diskTotal() - last.diskFree(),
                last.diskFree(),
                last.diskUsage())
            : null,
        kind.includes(Kind.NETWORK)
            ? new Network(
                Sample.difference(last.bytesSent(), first.bytesSent()),
                Sample.difference(last.bytesReceived(), first.bytesReceived()),
                Sample.difference(last.packetsSent(), first.packetsSent()),
                Sample.difference(last.packetsReceived(), first.packetsReceived()))
            : null);
  }

  private static Point point(Kind kind, Sample before, Sample after) {
    return new Point(
        after.time(),
        kind.includes(Kind.CPU) ? after.cpuUsageSince(before) : null,
        kind.includes(Kind.MEMORY) ? after.memoryUsage() : null,
        kind.includes(Kind.DISK) ? after.diskUsage() : null,
        kind.includes(Kind.NETWORK) ? after.networkRateSince(before) : null);
  }
}
