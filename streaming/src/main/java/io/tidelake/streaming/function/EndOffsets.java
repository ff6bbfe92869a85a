package io.tidelake.streaming.function;

import java.io.Serializable;
import java.util.Map;

/** Where the partitions of the event topic end. Used by one thread. */
public interface EndOffsets extends AutoCloseable {

  /** Opens one where it is used; may be asked again after it failed. */
  @FunctionalInterface
  interface Factory extends Serializable {
    EndOffsets open() throws Exception;
  }

  /**
   * Asks now. May block for some seconds, and heeds an interrupt.
   *
   * @return of every partition that the topic has at this moment: the offset after its last record,
   *     or 0 if it holds none
   * @throws Exception if there is no answer
   */
  Map<Integer, Long> ask() throws Exception;

  /** Lets go without waiting. */
  @Override
  void close();
}
