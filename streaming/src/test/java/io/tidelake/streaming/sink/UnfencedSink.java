package io.tidelake.streaming.sink;

import io.tidelake.streaming.function.LakePositions;
import java.time.ZoneId;

/** A sink as it must not be, for tests of other packages. */
public final class UnfencedSink {

  private UnfencedSink() {}

  /** Looks only when it starts whether a commit is in the table, as Iceberg's own sinks do. */
  public static LakeSink of(Lake lake, LakePositions covered, ZoneId zone) {
    return new LakeSink(lake, covered, zone, AppendChain.Fence.ONLY_AT_START);
  }
}
