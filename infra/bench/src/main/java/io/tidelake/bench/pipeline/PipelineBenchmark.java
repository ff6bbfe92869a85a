package io.tidelake.bench.pipeline;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.bench.ThreadCosts;
import io.tidelake.schema.topic.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What it costs to bring events from Kafka into the lake: our job, with everything and with the
 * events alone, in turn with Kafka Connect, which writes the events alone, and with consumers that
 * parse them and write nothing.
 */
public final class PipelineBenchmark implements Benchmark {

  private static final long EVENTS = 10_000_000;
  private static final long QUICK_EVENTS = 1_000_000;

  /** By then compilers have done most of their work, which takes tens of seconds. */
  private static final long MOST_WARM_UP = 4_000_000;

  private static final long LEAST_WARM_UP = 1_500_000;

  private static final String DATABIND = "bare consumer, databind";
  private static final String CODEC = "bare consumer, codec";
  private static final String RAW_ONLY = "job, events alone";
  private static final String EVERYTHING = "job, everything";
  private static final String CONNECT = "Kafka Connect";

  @Override
  public String name() {
    return "pipeline";
  }

  @Override
  public void run(BenchSettings settings, BenchResult result) throws Exception {
    long counted = settings.eventsOr(settings.quick() ? QUICK_EVENTS : EVENTS);
    long warmUp = Math.clamp(counted / 2, LEAST_WARM_UP, MOST_WARM_UP);
    Contest.Events events =
        new Contest.Events(counted, warmUp, Topics.BEHAVIOR_PARTITIONS, 1, Contest.MINUTE_MILLIS);
    ThreadCosts everythingThreads = new ThreadCosts();
    ThreadCosts aloneThreads = new ThreadCosts();
    try (Contest contest = Contest.start(settings, name(), Contest.ONE_TASK_MANAGER)) {
      Contest.Topic topic = contest.write(Topics.BEHAVIOR, events);
      Map<String, Contender> contenders = new LinkedHashMap<>();
      contenders.put(DATABIND, () -> contest.parse(topic, "databind"));
      contenders.put(
          EVERYTHING,
          () -> threads(contest.job(topic, false, Contest.ONE_TASK_MANAGER), everythingThreads));
      contenders.put(CODEC, () -> contest.parse(topic, "codec"));
      contenders.put(CONNECT, () -> contest.connect(topic));
      contenders.put(
          RAW_ONLY,
          () -> threads(contest.job(topic, true, Contest.ONE_TASK_MANAGER), aloneThreads));
      // Who comes first finds another machine than who comes last: everybody does both.
      List<String> order = new ArrayList<>(contenders.keySet());
      for (int round = 1; round <= settings.rounds(); round++) {
        for (String who : order) {
          add(settings, result, round, who, contenders.get(who).run());
        }
        Collections.rotate(order, -1);
      }
    }
    everythingThreads.into(result, EVERYTHING, Measured.PER_MILLION);
    aloneThreads.into(result, RAW_ONLY, Measured.PER_MILLION);
    double cpu = result.median(EVERYTHING + Measured.CPU);
    double databind = result.median(DATABIND + Measured.CPU);
    double codec = result.median(CODEC + Measured.CPU);
    result.atMost(
        "S1", "CPU of the job ÷ the databind consumer's", 2, cpu, databind, cpu / databind);
    result.atMost("S1", "CPU of the job ÷ the codec consumer's", 3, cpu, codec, cpu / codec);
    double connect = result.median(CONNECT + Measured.ROWS);
    double alone = result.median(RAW_ONLY + Measured.ROWS);
    double everything = result.median(EVERYTHING + Measured.ROWS);
    result.atLeast(
        "S2",
        "events per CPU second, events alone ÷ Kafka Connect's",
        3,
        alone,
        connect,
        alone / connect);
    result.atLeast(
        "S2",
        "events per CPU second, everything ÷ Kafka Connect's",
        2.5,
        everything,
        connect,
        everything / connect);
    result.note(
        "%,d events after %,d of warm-up, each time in fresh processes; ended when the last event is"
                .formatted(counted, warmUp)
            + " in a snapshot of its table. CPU is that of the process, of JobManager and"
            + " TaskManager for the job; broker, object store and catalog are told apart and not in"
            + " it. Contenders begin a round in turn. Kafka"
            + " Connect writes the fields of the event alone; the job also where it came from and"
            + " when, and with everything the minutes and the live counts.");
  }

  /** Takes its turn. */
  @FunctionalInterface
  private interface Contender {
    Measured run() throws Exception;
  }

  private static Measured threads(Measured measured, ThreadCosts costs) {
    costs.add(measured.threads(), measured.millions());
    return measured;
  }

  private static void add(
      BenchSettings settings, BenchResult result, int round, String who, Measured measured) {
    measured.into(result, who);
    settings
        .say()
        .accept(
            "Round %d, %s: %.2f CPU-s per million events, %,.0f events/s"
                .formatted(
                    round,
                    who,
                    measured.cpuSeconds() / measured.events() * 1e6,
                    measured.events() / measured.seconds()));
  }
}
