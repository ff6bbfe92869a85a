package io.tidelake.bench.pipeline;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.schema.topic.Topics;
import io.tidelake.stack.server.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * How the cost of an event grows with what the job has to keep apart: partitions of the topic,
 * cells of a minute, days of which events come at once; and with its tasks on two processes.
 */
public final class GrowthBenchmark implements Benchmark {

  private static final long EVENTS = 3_000_000;
  private static final long QUICK_EVENTS = 500_000;

  /** With less, what is measured is the compilers. */
  private static final long WARM_UP = 2_000_000;

  private static final long QUICK_WARM_UP = 1_500_000;
  private static final int TENFOLD = 10;
  private static final double MOST = 1.2;

  private static final String BASE = "4 partitions";
  private static final String TWO = "2 TaskManagers";
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
    try (Contest contest = Contest.start(settings, name(), Contest.TWO_TASK_MANAGERS)) {
      Contest.Topic base =
          contest.write(
              "base", new Contest.Events(counted, warmUp, usual, 1, Contest.MINUTE_MILLIS));
      List<Shape> shapes =
          new ArrayList<>(
              List.of(
                  new Shape(
                      "1 partition",
                      contest.write(
                          "one", new Contest.Events(counted, warmUp, 1, 1, Contest.MINUTE_MILLIS)),
                      Contest.ONE_TASK_MANAGER),
                  new Shape(
                      "2 partitions",
                      contest.write(
                          "two", new Contest.Events(counted, warmUp, 2, 1, Contest.MINUTE_MILLIS)),
                      Contest.ONE_TASK_MANAGER),
                  new Shape(BASE, base, Contest.ONE_TASK_MANAGER),
                  new Shape(TWO, base, Contest.TWO_TASK_MANAGERS),
                  new Shape(
                      CELLS,
                      contest.write(
                          "cells",
                          new Contest.Events(
                              counted, warmUp, usual, TENFOLD, Contest.MINUTE_MILLIS)),
                      Contest.ONE_TASK_MANAGER),
                  new Shape(
                      DAYS,
                      contest.write(
                          "days",
                          new Contest.Events(counted, warmUp, usual, TENFOLD, Contest.DAY_MILLIS)),
                      Contest.ONE_TASK_MANAGER)));
      for (int round = 1; round <= settings.rounds(); round++) {
        for (Shape shape : shapes) {
          settings.say().accept("Round %d, %s ...".formatted(round, shape.name()));
          contest.job(shape.topic(), false, shape.taskManagers()).into(result, shape.name());
        }
        Collections.rotate(shapes, -1);
      }
    }
    double base = result.median(BASE + Measured.CPU);
    for (String more : new String[] {CELLS, DAYS}) {
      double cpu = result.median(more + Measured.CPU);
      result.atMost("growth", more + ", CPU ÷ the base's", MOST, cpu, base, cpu / base);
    }
    result.note(
        "%,d events after %,d of warm-up, the job with everything. 10 × the cells: event times in"
                .formatted(counted, warmUp)
            + " turn in each of the last ten minutes. 10 × the days: in each of the last ten days,"
            + " so ten files of events are open instead of one. 2 TaskManagers: on the base's topic,"
            + " with a task of each kind on either; CPU and memory are those of both.");
  }

  private record Shape(String name, Contest.Topic topic, Set<Part> taskManagers) {}
}
