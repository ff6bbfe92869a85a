package io.tidelake.streaming.function;

import io.tidelake.schema.topic.TopicPositions;
import java.io.Serializable;

/**
 * How far each table covered the event topic when the job was submitted.
 *
 * <p>Of a checkpoint {@code raw_events} is committed last and tables without rows are not
 * committed, so the other tables cover at least what {@code raw_events} does.
 *
 * @param rawEvents as {@code raw_events} says of itself
 * @param behavior1m as {@code behavior_1m} says of itself
 * @param quarantine as {@code quarantine} says of itself
 */
public record LakePositions(
    TopicPositions rawEvents, TopicPositions behavior1m, TopicPositions quarantine)
    implements Serializable {

  /** Of an empty lake. */
  public static final LakePositions NONE =
      new LakePositions(TopicPositions.NONE, TopicPositions.NONE, TopicPositions.NONE);

  /** Where a job without state goes on: every table has everything before. */
  public TopicPositions start() {
    return rawEvents;
  }

  /** Records before these are counted in {@code behavior_1m}. */
  public TopicPositions countedByMinute() {
    return behavior1m.max(rawEvents);
  }

  /** Rejected records before these are in {@code quarantine}. */
  public TopicPositions quarantined() {
    return quarantine.max(rawEvents);
  }
}
