package io.tidelake.query.platform;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * How far the stream has come. The live feature offers it as a bean, the system feature shows it.
 */
public interface StreamProgress {

  /**
   * A partition of the event topic.
   *
   * @param position next offset to read
   * @param endOffset where it ends
   * @param lag records between the two
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Partition(long position, long endOffset, long lag) {}

  /**
   * Times are ISO-8601 in the business zone and, with {@code Ms}, epoch milliseconds; null as long
   * as they are not known.
   *
   * @param upToDate the live topic has been read to its end, so that the counts are those of the
   *     job and not only some of them
   * @param accepted events so far
   * @param late how many of them came late
   * @param rejected records that are no event
   * @param rejectedByReason every reason, also those of 0
   * @param delay events by how long they took to arrive, every step
   * @param lag records that were not read yet, of all partitions; the last that is known while the
   *     broker does not answer
   * @param watermark of event time
   * @param completeThrough event time up to which every event that came on time is counted
   * @param recordTime the largest record timestamp that was read
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Report(
      boolean upToDate,
      long accepted,
      long late,
      long rejected,
      Map<String, Long> rejectedByReason,
      Map<String, Long> delay,
      long lag,
      Map<String, Partition> partitions,
      @Nullable String completeThrough,
      @Nullable Long completeThroughMs,
      @Nullable String watermark,
      @Nullable Long watermarkMs,
      @Nullable String recordTime,
      @Nullable Long recordTimeMs) {}

  /** As of now. */
  Report report();
}
