package io.tidelake.streaming.function;

/**
 * The checkpointed form of one {@link TopNames}. A POJO, so that a later version may add fields.
 */
public class TopState {

  /** The scope; {@link TickDelta#NO_DAY}: all events. */
  public int day;

  /** The name of a {@link io.tidelake.schema.live.LiveTop}. */
  public String top = "";

  public long events;
  public long floor;
  public String[] names = {};
  public long[] counts = {};
}
