package io.tidelake.streaming.sink;

import io.tidelake.schema.topic.TopicPositions;

/**
 * The table is neither where an append begins nor beyond it: somebody else appended from the same
 * topic, or the table was rolled back. Going on would repeat or lose rows. A job that is submitted
 * anew without state resumes from what the tables hold.
 */
final class ForkedHistoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ForkedHistoryException(PendingAppend append, TopicPositions found) {
    super(
        "%s stands at %s, where %s cannot follow: another job writes this table, or it was rolled back. End the other job and start this one without a checkpoint; it resumes from what the tables hold"
            .formatted(append.table, found, append));
  }
}
