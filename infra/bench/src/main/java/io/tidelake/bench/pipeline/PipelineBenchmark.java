package io.tidelake.bench.pipeline;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.schema.topic.Topics;

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
    try (Contest contest = Contest.start(settings, name(), events)) {
      for (int round = 1; round <= settings.rounds(); round++) {
        add(settings, result, round, DATABIND, contest.parse("databind"));
        add(settings, result, round, EVERYTHING, contest.job(false));
        add(settings, result, round, CODEC, contest.parse("codec"));
        add(settings, result, round, CONNECT, contest.connect());
        add(settings, result, round, RAW_ONLY, contest.job(true));
      }
    }
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
            + " TaskManager for the job; broker, object store and catalog are not in it. Kafka"
            + " Connect writes the fields of the event alone; the job also where it came from and"
            + " when, and with everything the minutes and the live counts.");
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
