package io.tidelake.query.live;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.label.Delay;
import io.tidelake.schema.live.LiveDimension;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The live state as metrics. The counters are those of the job and outlive this process; they begin
 * at 0 anew if the live topic is replaced.
 */
@Component
class LiveMeters implements MeterBinder {

  private static final double MILLIS_PER_SECOND = 1000;

  private final LiveHub hub;
  private final ConnectionLimit connections;
  private final Clock clock = Clock.systemUTC();

  LiveMeters(LiveHub hub, ConnectionLimit connections) {
    this.hub = hub;
    this.connections = connections;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder("tidelake.events.accepted", hub, of -> of.total(LiveDimension.ACTION))
        .description("Events counted so far")
        .register(registry);
    FunctionCounter.builder("tidelake.events.late", hub, of -> of.total(LiveDimension.LATE))
        .description("Those of them that came late")
        .register(registry);
    for (Delay delay : Delay.values()) {
      FunctionCounter.builder(
              "tidelake.events.delay", hub, of -> of.total(LiveDimension.DELAY, delay.key()))
          .tag("delay", delay.key())
          .description("Events by how long they took to arrive")
          .register(registry);
    }
    for (RejectReason reason : RejectReason.values()) {
      FunctionCounter.builder(
              "tidelake.records.rejected",
              hub,
              of -> of.total(LiveDimension.REJECTED, reason.key()))
          .tag("reason", reason.key())
          .description("Records in quarantine, by reason")
          .register(registry);
    }
    FunctionCounter.builder("tidelake.live.frames", hub, of -> of.epoch().seq())
        .description("Frames made of the live state since the numbering began")
        .register(registry);
    Gauge.builder("tidelake.visitors", hub, of -> of.total(LiveDimension.VISITORS))
        .description("Distinct users so far, estimated")
        .register(registry);
    Gauge.builder("tidelake.lag.records", hub, of -> of.progress().waiting())
        .description("Records of the event topic that were not read yet")
        .register(registry);
    Gauge.builder("tidelake.watermark.lag.seconds", hub, of -> age(of.progress().watermark()))
        .description("How far the watermark of event time is behind the clock")
        .register(registry);
    Gauge.builder(
            "tidelake.complete.through.age.seconds",
            hub,
            of -> age(of.progress().completeThrough()))
        .description("How far complete_through is behind the clock")
        .register(registry);
    Gauge.builder("tidelake.live.connections", connections, ConnectionLimit::total)
        .description("Open live connections of both protocols")
        .register(registry);
  }

  private double age(@Nullable Long time) {
    return time == null ? Double.NaN : (clock.millis() - time) / MILLIS_PER_SECOND;
  }
}
