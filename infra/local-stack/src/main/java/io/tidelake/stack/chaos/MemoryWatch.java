package io.tidelake.stack.chaos;

import io.tidelake.stack.ResidentMemory;
import io.tidelake.stack.process.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Looks every two seconds at how much memory each part's process holds. */
final class MemoryWatch implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final long MIB = 1024 * 1024;

  private final Supplier<Map<String, Status>> parts;
  private final Map<String, List<Long>> samples = new TreeMap<>();
  private final Thread thread;

  /**
   * @param parts of the stack, asked for at each look
   */
  MemoryWatch(Supplier<Map<String, Status>> parts) {
    this.parts = parts;
    thread = Thread.ofPlatform().daemon().name("memory-watch").start(this::watch);
  }

  /** By part, what was seen so far; parts that never had a process are not listed. */
  Map<String, ChaosReport.Memory> memory() {
    Map<String, ChaosReport.Memory> memory = new TreeMap<>();
    synchronized (samples) {
      samples.forEach((part, mebibytes) -> memory.put(part, halves(mebibytes)));
    }
    return memory;
  }

  /** Of two halves, so that growth shows however high a process begins. */
  static ChaosReport.Memory halves(List<Long> mebibytes) {
    int middle = (mebibytes.size() + 1) / 2;
    long first = largest(mebibytes.subList(0, middle));
    return new ChaosReport.Memory(
        first,
        middle == mebibytes.size() ? first : largest(mebibytes.subList(middle, mebibytes.size())));
  }

  private static long largest(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private void watch() {
    try {
      while (true) {
        parts.get().forEach(this::look);
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void look(String part, Status status) {
    long bytes = ResidentMemory.bytes(status.pid());
    if (bytes > 0) {
      synchronized (samples) {
        samples.computeIfAbsent(part, any -> new ArrayList<>()).add(bytes / MIB);
      }
    }
  }
}
