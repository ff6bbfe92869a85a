package io.tidelake.streaming.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.live.LiveDimension;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveMetricsTest {

  private static final long NOW = 1_788_004_800_000L;

  private final Map<String, Gauge<?>> gauges = new HashMap<>();
  private LiveMetrics metrics;

  @BeforeEach
  void register() {
    metrics = new LiveMetrics(new Recorder("operator"), () -> NOW);
  }

  @Test
  void everyReasonHasAGaugeOfItsOwn() {
    for (RejectReason reason : RejectReason.values()) {
      assertThat(value("operator.tidelake.reason." + reason + ".rejected")).isEqualTo(0L);
      count(LiveDimension.REJECTED, reason.name(), 100 + reason.ordinal());
    }
    for (RejectReason reason : RejectReason.values()) {
      assertThat(value("operator.tidelake.reason." + reason + ".rejected"))
          .isEqualTo(100L + reason.ordinal());
    }
  }

  @Test
  void acceptedIsTheSumOverTheActions() {
    count(LiveDimension.ACTION, "0", 7);
    count(LiveDimension.ACTION, "3", 5);
    count(LiveDimension.AGE, "3", 12);
    count(LiveDimension.PROVINCE, "浙江", 12);
    count(LiveDimension.DELAY, "1s", 12);
    count(LiveDimension.LATE, "0", 2);

    assertThat(value("operator.tidelake.accepted")).isEqualTo(12L);
    assertThat(value("operator.tidelake.late")).isEqualTo(2L);
  }

  @Test
  void agesAreNotANumberBeforeTheyAreKnown() {
    assertThat(value("operator.tidelake.watermarkLagSeconds")).isEqualTo(Double.NaN);
    assertThat(value("operator.tidelake.completeThroughAgeSeconds")).isEqualTo(Double.NaN);

    metrics.progress(NOW - 1_500, NOW - 300_001);
    assertThat(value("operator.tidelake.watermarkLagSeconds")).isEqualTo(1.5);
    assertThat(value("operator.tidelake.completeThroughAgeSeconds")).isEqualTo(300.001);
  }

  private void count(LiveDimension dimension, String value, long count) {
    LiveCell cell = new LiveCell(new LiveCell.Key(TickDelta.NO_DAY, dimension, value));
    cell.count = count;
    metrics.count(cell);
  }

  private Object value(String name) {
    assertThat(gauges).containsKey(name);
    return gauges.get(name).getValue();
  }

  private final class Recorder extends UnregisteredMetricsGroup {
    private final String name;

    Recorder(String name) {
      this.name = name;
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String gauge, G value) {
      gauges.put(name + "." + gauge, value);
      return value;
    }

    @Override
    public Recorder addGroup(String group) {
      return new Recorder(name + "." + group);
    }

    @Override
    public Recorder addGroup(String key, String value) {
      return new Recorder(name + "." + key + "." + value);
    }
  }
}
