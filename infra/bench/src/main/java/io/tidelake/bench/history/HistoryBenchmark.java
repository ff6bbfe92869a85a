package io.tidelake.bench.history;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.bench.Latencies;
import io.tidelake.bench.LoadedLake;
import io.tidelake.bench.ProcessUse;
import io.tidelake.bench.StackUse;
import io.tidelake.ingest.trino.TrinoAddress;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.server.Part;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ten questions of several dimensions about 90 days: to the service, to Trino on the same rollups
 * and on the events, to DuckDB on the very same Parquet files of both, to PostgreSQL with both as
 * indexed tables. All answers are compared first. Questions are asked in turn, one at a time.
 *
 * <p>The service remembers answers. So every question to it begins on another date before the first
 * event: a question that it has never heard, with the same rows to read. What a known answer takes
 * is told apart.
 */
public final class HistoryBenchmark implements Benchmark {

  private static final long EVENTS = 50_000_000;
  private static final long QUICK_EVENTS = 2_000_000;
  private static final int DAYS = 90;

  private static final int ASKED_A_ROUND = 4;
  private static final int WARM_UP_ROUNDS = 3;
  private static final double MOST_MILLIS = 300;
  private static final double NANOS_PER_MICRO = 1000;
  private static final double MILLIS_PER_SECOND = 1000;

  private static final String SERVICE = "service";
  private static final String KNOWN = "service, known answer";
  private static final String UNEVEN = "service, ends within an hour";
  private static final String TRINO = "Trino on rollups";
  private static final String TRINO_RAW = "Trino on events";
  private static final String DUCK = "DuckDB on rollups";
  private static final String DUCK_RAW = "DuckDB on events";
  private static final String POSTGRES = "PostgreSQL on rollups";
  private static final String POSTGRES_RAW = "PostgreSQL on events";

  /** What the service answers besides, from other tables. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "visitors", "visitors?province=浙江",
          "hot items", "hot_items?kind=item&action=2",
          "range", "range?action=2");

  @Override
  public String name() {
    return "history";
  }

  @Override
  public void run(BenchSettings settings, BenchResult result) throws Exception {
    LoadedLake.Content content =
        new LoadedLake.Content(
            settings.eventsOr(settings.quick() ? QUICK_EVENTS : EVENTS), DAYS, settings.seed());
    try (LoadedLake lake = LoadedLake.open(settings, "history", content)) {
      lake.into(result);
      LocalStack stack = lake.stack();
      TrinoAddress address = TrinoAddress.of(stack.endpoints().trino());
      try (Connection trino = address.connect("bench", Map.of());
          Connection duck = DuckFiles.open(trino, stack.site());
          PostgresPeer server = PostgresPeer.start(settings, duck, stack.site().home());
          Connection postgres = server.connect();
          Service service = new Service(stack.endpoints().dashboard())) {
        Asking asking =
            new Asking(
                settings,
                result,
                lake,
                service,
                List.of(
                    new Database(TRINO, trino, false),
                    new Database(DUCK, duck, false),
                    new Database(POSTGRES, postgres, false)),
                List.of(
                    new Database(TRINO_RAW, trino, true),
                    new Database(DUCK_RAW, duck, true),
                    new Database(POSTGRES_RAW, postgres, true)));
        asking.compare();
        asking.warmUp();
        for (int round = 1; round <= settings.rounds(); round++) {
          settings.say().accept("Round %d ...".formatted(round));
          StackUse use = StackUse.begin(stack);
          asking.round();
          use.into(result);
        }
        asking.others();
        asking.table();
      }
    }
    judge(result, content);
  }

  private static void judge(BenchResult result, LoadedLake.Content content) {
    double p95 = p95(result, SERVICE);
    result.atMost("S8", "service, p95 (ms)", MOST_MILLIS, p95);
    double duck = p95(result, DUCK);
    result.atMost("S8", "service ÷ DuckDB on the same rollups, p95 (ms)", 3, p95, duck, p95 / duck);
    double postgres = p95(result, POSTGRES);
    result.atMost(
        "S8", "service ÷ PostgreSQL on rollups, p95 (ms)", 2, p95, postgres, p95 / postgres);
    double events = p95(result, TRINO_RAW);
    result.atLeast("S8", "Trino on events ÷ service, p95 (ms)", 20, p95, events, events / p95);
    result.note(
        ("%,d events over %d days; ten questions of several dimensions about all of them, one at a"
                + " time, all answers equal. Every question to the service is one that it has not"
                + " heard (another first date, before the first event, so the same rows are read);"
                + " `known answer` is the same question once more. DuckDB runs within the benchmark,"
                + " on local files; the service is asked over HTTP and asks Trino, which reads S3."
                + " PostgreSQL's events have six columns of twenty-two.")
            .formatted(content.events(), content.days()));
  }

  private static double p95(BenchResult result, String who) {
    return result.median(who + ", p95");
  }

  /** Asks, and keeps what it took. */
  private static final class Asking {

    private final BenchSettings settings;
    private final BenchResult result;
    private final LoadedLake lake;
    private final Service service;
    private final List<Database> rollups;
    private final List<Database> events;
    private final Map<String, Map<Question, Latencies>> all = new LinkedHashMap<>();
    private Map<String, Latencies> ofRound = new LinkedHashMap<>();
    private int asked;

    Asking(
        BenchSettings settings,
        BenchResult result,
        LoadedLake lake,
        Service service,
        List<Database> rollups,
        List<Database> events) {
      this.settings = settings;
      this.result = result;
      this.lake = lake;
      this.service = service;
      this.rollups = rollups;
      this.events = events;
    }

    /** All days, from a date that no question began with before. */
    private Period nextPeriod() {
      return Period.ofDays(lake.firstDay().minusDays(asked++), lake.lastDay(), LoadedLake.ZONE);
    }

    /**
     * The same without the last hour and some minutes more, which makes the service read hours and
     * minutes too.
     */
    private Period nextUnevenPeriod() {
      int minute = asked % 50;
      Period days = nextPeriod();
      return new Period(
          days.from().plusMinutes(17), days.to().minusMinutes(63 + minute), LoadedLake.ZONE);
    }

    /** Has everybody answer everything once, which also warms them up. */
    void compare() throws Exception {
      settings.say().accept("Comparing answers ...");
      long values = 0;
      for (Question question : Question.values()) {
        Period period = nextPeriod();
        Counts expected = service.ask(question, period).counts();
        values += expected.size();
        for (List<Database> databases : List.of(rollups, events)) {
          for (Database database : databases) {
            requireEqual(question, database, database.ask(question, period).counts(), expected);
          }
        }
        Period uneven = nextUnevenPeriod();
        requireEqual(
            question,
            service,
            service.ask(question, uneven).counts(),
            events.get(1).ask(question, uneven).counts());
      }
      result.add("values in the ten answers", "values", values);
    }

    private static void requireEqual(
        Question question, Respondent respondent, Counts found, Counts expected)
        throws IOException {
      if (!found.equals(expected) || found.size() == 0) {
        throw new IOException(
            "'%s' is answered differently by %s: %s"
                .formatted(question.title(), respondent.title(), found.difference(expected)));
      }
    }

    void warmUp() throws Exception {
      settings.say().accept("Warming up ...");
      for (int round = 0; round < (settings.quick() ? 2 : WARM_UP_ROUNDS); round++) {
        for (Question question : Question.values()) {
          Period period = nextPeriod();
          // By now the service may have other means than at first.
          Counts answer = service.ask(question, period).counts();
          for (Database database : rollups) {
            requireEqual(question, database, database.ask(question, period).counts(), answer);
          }
          service.ask(question, nextUnevenPeriod());
        }
      }
    }

    void round() throws Exception {
      ofRound = new LinkedHashMap<>();
      double serviceCpu = 0;
      double trinoCpu = 0;
      for (int time = 0; time < ASKED_A_ROUND; time++) {
        for (Question question : Question.values()) {
          Period period = nextPeriod();
          double serviceBefore = cpu(Part.QUERY_API);
          double trinoBefore = cpu(Part.TRINO);
          take(SERVICE, question, service.ask(question, period));
          serviceCpu += cpu(Part.QUERY_API) - serviceBefore;
          trinoCpu += cpu(Part.TRINO) - trinoBefore;
          take(KNOWN, question, service.ask(question, period));
          for (Database database : rollups) {
            take(database.title(), question, database.ask(question, period));
          }
          take(UNEVEN, question, service.ask(question, nextUnevenPeriod()));
        }
      }
      for (Question question : Question.values()) {
        for (Database database : events) {
          take(database.title(), question, database.ask(question, nextPeriod()));
        }
      }
      ofRound.forEach(
          (who, latencies) -> {
            result.add(who + ", p50", "ms", latencies.millis(50));
            result.add(who + ", p95", "ms", latencies.millis(95));
          });
      int questions = ASKED_A_ROUND * Question.values().length;
      result.add("service, CPU of a question", "ms", serviceCpu / questions * MILLIS_PER_SECOND);
      result.add("Trino, CPU of that", "ms", trinoCpu / questions * MILLIS_PER_SECOND);
    }

    private double cpu(Part part) {
      return ProcessUse.cpuSeconds(lake.stack().status(part).pid());
    }

    private void take(String who, Question question, Respondent.Answer answer) {
      long micros = Math.round(answer.nanos() / NANOS_PER_MICRO);
      ofRound.computeIfAbsent(who, unseen -> new Latencies()).add(micros);
      all.computeIfAbsent(who, unseen -> new EnumMap<>(Question.class))
          .computeIfAbsent(question, unseen -> new Latencies())
          .add(micros);
    }

    /** Calls that read other tables than the ten; without peers. */
    void others() throws InterruptedException {
      for (Map.Entry<String, String> other : OTHERS.entrySet()) {
        for (int round = 0; round <= settings.rounds(); round++) {
          long start = System.nanoTime();
          try {
            service.get("/api/user_stats/%s&%s".formatted(other.getValue(), nextPeriod().query()));
          } catch (IOException e) {
            result.note("`%s` had no answer: %s".formatted(other.getValue(), e.getMessage()));
            break;
          }
          if (round > 0) {
            result.add(
                "service, " + other.getKey(),
                "ms",
                Duration.ofNanos(System.nanoTime() - start).toMillis());
          }
        }
      }
    }

    /** The median of each question, as a note. */
    void table() {
      StringBuilder text = new StringBuilder("| question, p50 in ms |");
      all.keySet().forEach(who -> text.append(' ').append(who).append(" |"));
      text.append("\n|---|").append("---|".repeat(all.size())).append('\n');
      for (Question question : Question.values()) {
        text.append("| ").append(question.title()).append(" |");
        all.values()
            .forEach(
                latencies -> text.append(" %.1f |".formatted(latencies.get(question).millis(50))));
        text.append('\n');
      }
      result.note(text.toString().strip());
    }
  }
}
