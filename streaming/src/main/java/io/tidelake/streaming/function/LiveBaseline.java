package io.tidelake.streaming.function;

import java.io.Serializable;
import java.util.List;

/** The live counts that a job without state begins with. */
@FunctionalInterface
public interface LiveBaseline extends Serializable {

  /** Nothing was counted yet. */
  LiveBaseline EMPTY = List::of;

  /**
   * Counts what the lake holds, which may take seconds a million events.
   *
   * @return to be added up; with the positions up to which everything is counted
   */
  List<TickDelta> load() throws Exception;
}
