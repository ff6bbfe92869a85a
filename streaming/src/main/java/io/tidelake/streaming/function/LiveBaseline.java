package io.tidelake.streaming.function;

import java.io.Serializable;
import java.util.function.Consumer;

/** The live counts that a job without state begins with. */
@FunctionalInterface
public interface LiveBaseline extends Serializable {

  /** Nothing was counted yet. */
  LiveBaseline EMPTY = counted -> {};

  /**
   * Counts what the lake holds, which may take seconds a million events.
   *
   * @param counted is given what is to be added up, as it comes and by this thread; with the
   *     positions up to which everything is counted
   */
  void load(Consumer<TickDelta> counted) throws Exception;
}
