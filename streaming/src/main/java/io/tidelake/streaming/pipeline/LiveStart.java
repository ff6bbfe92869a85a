package io.tidelake.streaming.pipeline;

import io.tidelake.streaming.function.LakePositions;
import io.tidelake.streaming.function.LiveBaseline;

/**
 * What the lake holds when the job is submitted.
 *
 * @param positions how far each table covers the topic
 * @param liveCounts the events that the tables hold, counted; asked only by a job without state
 */
public record LiveStart(LakePositions positions, LiveBaseline liveCounts) {

  /** An empty lake. */
  public static final LiveStart EMPTY = new LiveStart(LakePositions.NONE, LiveBaseline.EMPTY);
}
