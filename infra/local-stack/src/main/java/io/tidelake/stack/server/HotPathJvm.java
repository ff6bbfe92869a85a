package io.tidelake.stack.server;

import java.util.List;

/** How a JVM reads, counts and writes events with little work beside it. */
public final class HotPathJvm {

  /**
   * Options of the JVM; figures in docs/benchmarks.md.
   *
   * <p>Fetches of one or two MiB are no humongous objects in regions of 8 MiB; each of them would
   * bring the next round of marking nearer. And what runs a few times a second is compiled for
   * speed after four times as many calls as by default: most of what becomes warm in the first
   * minutes never pays for that.
   */
  public static final List<String> OPTIONS =
      List.of(
          "-XX:+UseG1GC",
          "-XX:G1HeapRegionSize=8m",
          "-XX:Tier4InvocationThreshold=20000",
          "-XX:Tier4MinInvocationThreshold=2400",
          "-XX:Tier4CompileThreshold=60000");

  private HotPathJvm() {}
}
