package io.tidelake.query.system;

import jakarta.annotation.PreDestroy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Samples the machine for as long as the service runs. */
@Component
class Sampler {

  private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

  private final Sensors sensors;
  private final SampleHistory history = new SampleHistory();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("sampler").daemon().factory());

  Sampler(Sensors sensors) {
    this.sensors = sensors;
    timer.scheduleAtFixedRate(
        this::sample, 0, Period.MINUTE.step().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The samples of a period and the counters as of now; at least the latter. */
  List<Sample> until(Period period) {
    List<Sample> samples = new ArrayList<>(history.of(period));
    Sample now = sensors.read();
    if (!samples.isEmpty() && samples.getLast().time() >= now.time()) {
      samples.removeLast();
    }
    samples.add(now);
    return samples;
  }

  private void sample() {
    try {
      history.add(sensors.read());
    } catch (RuntimeException e) {
      LOG.warn("The machine can't be sampled: {}", e.toString());
    }
  }

  @PreDestroy
  void stop() {
    timer.shutdownNow();
  }
}
