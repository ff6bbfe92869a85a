package io.tidelake.streaming.function;

/**
 * How complete a checkpoint is: what the commits of its rows may claim. A POJO for Flink's
 * serializer.
 */
public class Completeness {

  /** {@link #completeThrough} as long as nothing can be claimed. */
  public static final long UNKNOWN = Long.MIN_VALUE;

  public long checkpointId;

  /**
   * Event time, epoch milliseconds: every event up to there that came on time was read before the
   * barrier of the checkpoint. Never less than that of an earlier checkpoint.
   */
  public long completeThrough = UNKNOWN;

  static Completeness of(long checkpointId, long completeThrough) {
    Completeness completeness = new Completeness();
    completeness.checkpointId = checkpointId;
    completeness.completeThrough = completeThrough;
    return completeness;
  }
}
