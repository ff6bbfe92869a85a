package io.tidelake.stack.chaos;

import static io.tidelake.stack.chaos.Fault.Kind.CATALOG_UNAVAILABLE;
import static io.tidelake.stack.chaos.Fault.Kind.COMMIT_ANSWER_DELAYED;
import static io.tidelake.stack.chaos.Fault.Kind.COMMIT_ANSWER_LOST;
import static io.tidelake.stack.chaos.Fault.Kind.COMMIT_DELIVERED_LATE;
import static io.tidelake.stack.chaos.Fault.Kind.OBJECT_STORE_REFUSING;
import static io.tidelake.stack.chaos.Fault.Kind.OBJECT_STORE_SILENT;
import static io.tidelake.stack.chaos.Fault.Kind.OBJECT_STORE_SLOW;
import static io.tidelake.stack.chaos.Fault.Kind.RESTART_AFTER_EXPIRY;
import static io.tidelake.stack.chaos.Fault.Kind.RESTART_FROM_NEWEST;
import static io.tidelake.stack.chaos.Fault.Kind.RESTART_FROM_OLDER;
import static io.tidelake.stack.chaos.Fault.Kind.RESTART_STATELESS;

import io.tidelake.stack.server.Part;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is done to the stack, in order: a pure function of the seed and the number of faults.
 *
 * <p>Faults are drawn like cards: the deck holds each kind as often as it deserves and is shuffled
 * anew when it is used up, so a run of a few dozen has met every kind.
 *
 * @param steps together they hold as many faults as were asked for
 */
record Schedule(List<Step> steps) {

  /** Every how many steps two faults come at once, on average. */
  private static final int PAIR_ONE_IN = 6;

  private static final int CALM_MAX_MILLIS = 2_000;

  Schedule {
    steps = List.copyOf(steps);
  }

  static Schedule of(long seed, int faults) {
    return of(seed, faults, Set.of());
  }

  /**
   * @param only the names of the faults to draw from; empty for all
   * @throws IllegalArgumentException if there is no fault of such a name; the message lists them
   */
  static Schedule of(long seed, int faults, Set<String> only) {
    Set<String> names =
        deck(new Random(seed)).stream()
            .map(Fault::name)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String name : only) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "no fault is named '" + name + "': choose of " + String.join(", ", names));
      }
    }
    // This generator's sequence is fixed by the specification of the class.
    Random random = new Random(seed);
    Deque<Fault> deck = new ArrayDeque<>();
    List<Step> steps = new ArrayList<>();
    int left = faults;
    while (left > 0) {
      List<Fault> together = new ArrayList<>();
      together.add(draw(deck, random, only));
      if (left > 1 && random.nextInt(PAIR_ONE_IN) == 0) {
        Fault second = draw(deck, random, only);
        if (second.goesWith(together.getFirst())) {
          together.add(second);
        } else {
          // Not lost, only not now.
          deck.addFirst(second);
        }
      }
      left -= together.size();
      steps.add(new Step(together, Duration.ofMillis(random.nextInt(CALM_MAX_MILLIS))));
    }
    return new Schedule(steps);
  }

  /** The kinds that have broken pipelines most often, once each and shortly. */
  static Schedule brief(long seed) {
    List<Step> steps = new ArrayList<>();
    steps.add(step(Fault.kill(Part.JOBMANAGER)));
    steps.add(step(Fault.kill(Part.KAFKA)));
    steps.add(step(Fault.of(COMMIT_ANSWER_LOST, Duration.ZERO)));
    steps.add(
        step(Fault.of(COMMIT_DELIVERED_LATE, Duration.ofSeconds(3)), Fault.kill(Part.TASKMANAGER)));
    steps.add(step(Fault.of(RESTART_FROM_OLDER, Duration.ZERO)));
    steps.add(step(Fault.of(RESTART_STATELESS, Duration.ZERO)));
    Collections.shuffle(steps, new Random(seed));
    return new Schedule(steps);
  }

  int faults() {
    return steps.stream().mapToInt(step -> step.faults().size()).sum();
  }

  private static Step step(Fault... faults) {
    return new Step(List.of(faults), Duration.ZERO);
  }

  private static Fault draw(Deque<Fault> deck, Random random, Set<String> only) {
    if (deck.isEmpty()) {
      List<Fault> fresh = deck(random);
      Collections.shuffle(fresh, random);
      fresh.stream()
          .filter(fault -> only.isEmpty() || only.contains(fault.name()))
          .forEach(deck::add);
    }
    return deck.removeFirst();
  }

  private static List<Fault> deck(Random random) {
    List<Fault> deck = new ArrayList<>();
    for (Part part : parts()) {
      for (int i = 0; i < kills(part); i++) {
        deck.add(Fault.kill(part));
      }
      deck.add(Fault.pause(part, longerThanTimeouts(part).plus(upTo(2, random))));
    }
    add(deck, 4, COMMIT_ANSWER_LOST, 0, 0, random);
    // Longer than the ten seconds that the job's client waits for an answer.
    add(deck, 1, COMMIT_ANSWER_DELAYED, 11, 3, random);
    add(deck, 3, COMMIT_DELIVERED_LATE, 2, 8, random);
    add(deck, 1, CATALOG_UNAVAILABLE, 3, 4, random);
    add(deck, 1, OBJECT_STORE_SLOW, 5, 4, random);
    add(deck, 1, OBJECT_STORE_SILENT, 4, 8, random);
    add(deck, 1, OBJECT_STORE_REFUSING, 3, 5, random);
    add(deck, 2, RESTART_FROM_NEWEST, 0, 0, random);
    add(deck, 2, RESTART_FROM_OLDER, 0, 0, random);
    add(deck, 2, RESTART_STATELESS, 0, 0, random);
    add(deck, 2, RESTART_AFTER_EXPIRY, 0, 0, random);
    return deck;
  }

  private static void add(
      List<Fault> deck,
      int times,
      Fault.Kind kind,
      int leastSeconds,
      int spreadSeconds,
      Random random) {
    for (int i = 0; i < times; i++) {
      deck.add(Fault.of(kind, Duration.ofSeconds(leastSeconds).plus(upTo(spreadSeconds, random))));
    }
  }

  private static Duration upTo(int seconds, Random random) {
    return seconds == 0 ? Duration.ZERO : Duration.ofMillis(random.nextInt(seconds * 1_000));
  }

  /**
   * All, but a part and its spare are one: the fault hits the one that works; the other idles.
   * Maintenance works beside all faults, and nobody waits for it.
   */
  static Set<Part> parts() {
    return EnumSet.complementOf(EnumSet.of(Part.TASKMANAGER_2, Part.QUERY_API_2, Part.MAINTENANCE));
  }

  private static int kills(Part part) {
    return switch (part) {
      case TASKMANAGER, TASKMANAGER_2 -> 4;
      case JOBMANAGER, KAFKA, CATALOG, OBJECT_STORE -> 3;
      case QUERY_API, QUERY_API_2, ZOOKEEPER, MAINTENANCE -> 2;
      case TRINO -> 1;
    };
  }

  /** A little more than those who talk to the part wait for it. */
  private static Duration longerThanTimeouts(Part part) {
    return Duration.ofSeconds(
        switch (part) {
          // Flink's heartbeat, and its session with ZooKeeper: five seconds at most.
          case TASKMANAGER, TASKMANAGER_2, JOBMANAGER, ZOOKEEPER -> 6;
          // A request of the producer, of the catalog's client, of the S3 client: ten.
          case KAFKA, CATALOG, OBJECT_STORE -> 11;
          case TRINO -> 4;
          case QUERY_API, QUERY_API_2, MAINTENANCE -> 2;
        });
  }
}
