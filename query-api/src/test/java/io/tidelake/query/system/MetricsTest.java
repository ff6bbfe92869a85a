package io.tidelake.query.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MetricsTest {

  private static final long START = 1_764_000_000_000L;

  @ParameterizedTest
  @EnumSource(Period.class)
  void everyPeriodHoldsItsLengthAndNoMore(Period period) {
    SampleHistory history = new SampleHistory();
    long step = Period.MINUTE.step().toMillis();
    for (long time = 0; time <= Duration.ofHours(25).toMillis(); time += step) {
      history.add(sample(START + time, 0));
    }

    List<Sample> samples = history.of(period);

    assertThat(samples).hasSize(period.steps() + 1);
    assertThat(samples.getLast().time() - samples.getFirst().time())
        .isEqualTo(period.length().toMillis());
  }

  @Test
  void figuresAreThoseOfThePeriod() {
    Metrics.Report report =
        Metrics.report(
            Metrics.Kind.ALL,
            Period.MINUTE,
            List.of(sample(START, 0), sample(START + 5000, 50), sample(START + 10_000, 30)));

    JsonNode json = JsonMapper.shared().valueToTree(report);
    assertThat(json.propertyNames())
        .containsExactly("timestamp", "metrics", "period", "seconds", "series");
    assertThat(json.get("metrics").toString())
        .isEqualTo(
            "{\"cpu\":{\"usage\":30.0,\"load_avg\":[1.2,1.1,0.9]},"
                + "\"memory\":{\"total\":1000,\"used\":685,\"free\":315,\"usage_percent\":68.5},"
                + "\"disk\":{\"total\":2000,\"used\":500,\"free\":1500,\"usage_percent\":25.0},"
                + "\"network\":{\"bytes_sent\":20480,\"bytes_recv\":40960,"
                + "\"packets_sent\":20,\"packets_recv\":40}}");
    assertThat(json.get("series").toString())
        .isEqualTo(
            "[{\"timestamp\":1764000005000,\"cpu\":100.0,\"memory\":68.5,\"disk\":25.0,"
                + "\"network_io\":6.0},"
                + "{\"timestamp\":1764000010000,\"cpu\":0.0,\"memory\":68.5,\"disk\":25.0,"
                + "\"network_io\":6.0}]");
    assertThat(report.seconds()).isEqualTo(10);
  }

  @Test
  void oneMetricIsAllThereIsIfItIsAllThatWasAskedFor() {
    JsonNode json =
        JsonMapper.shared()
            .valueToTree(
                Metrics.report(
                    Metrics.Kind.DISK,
                    Period.HOUR,
                    List.of(sample(START, 0), sample(START + 5000, 1))));

    assertThat(json.get("metrics").propertyNames()).containsExactly("disk");
    assertThat(json.at("/series/0").propertyNames()).containsExactly("timestamp", "disk");
  }

  @Test
  void oneSampleIsEnoughToAnswer() {
    Metrics.Report report = Metrics.report(Metrics.Kind.ALL, Period.DAY, List.of(sample(START, 7)));

    assertThat(report.series()).isEmpty();
    assertThat(report.seconds()).isZero();
  }

  /** Counters that grow with time, of processors that were busy for so many of 100 ticks. */
  private static Sample sample(long time, long busy) {
    long seconds = (time - START) / 1000;
    return new Sample(
        time,
        busy,
        seconds * 10,
        List.of(1.2, 1.1, 0.9),
        1000,
        315,
        2000,
        1500,
        seconds * 2048,
        seconds * 4096,
        seconds * 2,
        seconds * 4);
  }
}
