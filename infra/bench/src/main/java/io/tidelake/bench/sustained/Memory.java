package io.tidelake.bench.sustained;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.ProcessUse;
import io.tidelake.stack.process.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Looks every few seconds at what each part's process holds. */
final class Memory implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(2);

  /** The first third is start-up; growth shows between the others. */
  private static final int PARTS = 3;

  private static final String ALL = "all parts";

  private final Supplier<Map<String, Status>> parts;
  private final Map<String, List<Double>> looks = new LinkedHashMap<>();
  private final Thread thread;

  /**
   * @param parts of the stack, asked for at each look
   */
  Memory(Supplier<Map<String, Status>> parts) {
    this.parts = parts;
    thread = Thread.ofPlatform().daemon().name("memory").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        look();
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      // close() was called.
    }
  }

  private synchronized void look() {
    double sum = 0;
    for (Map.Entry<String, Status> part : parts.get().entrySet()) {
      if (part.getValue().pid() != 0) {
        double mebibytes = ProcessUse.memory(part.getValue().pid());
        looks.computeIfAbsent(part.getKey(), unseen -> new ArrayList<>()).add(mebibytes);
        sum += mebibytes;
      }
    }
    looks.computeIfAbsent(ALL, unseen -> new ArrayList<>()).add(sum);
  }

  /** Puts the largest of the middle and of the last third into the result. */
  synchronized void into(BenchResult result) {
    looks.forEach(
        (part, mebibytes) -> {
          result.add(part + ", memory, second third", "MiB", largest(mebibytes, 1));
          result.add(part + ", memory, last third", "MiB", largest(mebibytes, PARTS - 1));
        });
  }

  /** The largest sum, MiB. */
  synchronized double most() {
    return looks.getOrDefault(ALL, List.of()).stream()
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(Double.NaN);
  }

  /** The largest sum of the last third ÷ that of the middle one. */
  synchronized double growth() {
    List<Double> sums = looks.getOrDefault(ALL, List.of());
    return largest(sums, PARTS - 1) / largest(sums, 1);
  }

  /**
   * @param part which third, from 0
   */
  static double largest(List<Double> looks, int part) {
    return looks.subList(looks.size() * part / PARTS, looks.size() * (part + 1) / PARTS).stream()
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(Double.NaN);
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
