package io.tidelake.bench.pipeline;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.schema.topic.Topics;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the cost of an event grows with what the job has to keep apart: partitions of the topic,
 * cells of a minute, days of which events come at once.
 */
public final class GrowthBenchmark implements Benchmark {

  private static final long EVENTS = 4_000_000;
  private static final long QUICK_EVENTS = 500_000;
  private static final long WARM_UP = 2_000_000;
  private static final long QUICK_WARM_UP = 500_000;
  private static final int TENFOLD = 10;
  private static final double MOST = 1.2;

  private static final String BASE = "4 partitions";
  private static final String CELLS = "10 × the cells";
  private static final String DAYS = "10 × the days";

  @Override
  public String name() {
    return "pipeline-growth";
  }

  @Override
  public void run(BenchSettings settings, BenchResult result) throws Exception {
    long counted = settings.eventsOr(settings.quick() ? QUICK_EVENTS : EVENTS);
    long warmUp = settings.quick() ? QUICK_WARM_UP : WARM_UP;
    int usual = Topics.BEHAVIOR_PARTITIONS;
    Map<String, Contest.Events> shapes = new LinkedHashMap<>();
    shapes.put("1 partition", new Contest.Events(counted, warmUp, 1, 1, Contest.MINUTE_MILLIS));
    shapes.put("2 partitions", new Contest.Events(counted, warmUp, 2, 1, Contest.MINUTE_MILLIS));
    shapes.put(BASE, new Contest.Events(counted, warmUp, usual, 1, Contest.MINUTE_MILLIS));
    shapes.put(CELLS, new Contest.Events(counted, warmUp, usual, TENFOLD, Contest.MINUTE_MILLIS));
    shapes.put(DAYS, new Contest.Events(counted, warmUp, usual, TENFOLD, Contest.DAY_MILLIS));
    for (int round = 1; round <= settings.rounds(); round++) {
      for (Map.Entry<String, Contest.Events> shape : shapes.entrySet()) {
        try (Contest contest = Contest.start(settings, name(), shape.getValue())) {
          settings.say().accept("Round %d, %s ...".formatted(round, shape.getKey()));
          contest.job(false).into(result, shape.getKey());
        }
      }
    }
    double base = result.median(BASE + Measured.CPU);
    for (String more : new String[] {CELLS, DAYS}) {
      result.atMost(
          "growth", more + ", CPU ÷ the base's", MOST, result.median(more + Measured.CPU) / base);
    }
    result.note(
        "%,d events after %,d of warm-up, the job with everything. 10 × the cells: event times in"
                .formatted(counted, warmUp)
            + " turn in each of the last ten minutes. 10 × the days: in each of the last ten days,"
            + " so ten files of events are open instead of one.");
  }
}
