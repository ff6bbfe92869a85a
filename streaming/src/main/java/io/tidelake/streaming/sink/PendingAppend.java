package io.tidelake.streaming.sink;

import io.tidelake.streaming.function.Completeness;

/**
 * Files of one table and checkpoint that wait to be committed. In the state of {@link CommitFiles};
 * a POJO, so that a later version may add fields.
 */
public class PendingAppend {

  /** Name without namespace. */
  public String table = "";

  public long checkpointId;

  /** The job that wrote the files, as 32 hexadecimal digits. */
  public String jobId = "";

  /** An Iceberg manifest that lists the files, encoded by Iceberg. */
  public byte[] manifest = {};

  /** Size of the files that it lists. */
  public long bytes;

  /** {@code TopicPositions} as text: where the table has to stand before the append. */
  public String from = "";

  /** The same: where it stands afterwards. */
  public String to = "";

  /** Epoch milliseconds, or {@link Long#MIN_VALUE}: not known. */
  public long completeThrough = Completeness.UNKNOWN;

  @Override
  public String toString() {
    return "checkpoint %d of job %s, %s from %s to %s"
        .formatted(checkpointId, jobId, table, from, to);
  }
}
