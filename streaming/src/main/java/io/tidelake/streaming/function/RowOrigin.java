package io.tidelake.streaming.function;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.table.data.StringData;
import org.jspecify.annotations.Nullable;

/**
 * Where records come from, which says what their coordinates become: partition and offset of the
 * topic, or file and line. Rows of either kind have none of the other.
 */
public final class RowOrigin implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The event topic. */
  public static final RowOrigin TOPIC = new RowOrigin(null);

  private final byte @Nullable [][] digests;

  private RowOrigin(byte @Nullable [][] digests) {
    this.digests = digests;
  }

  /**
   * Files, of which a record's partition is the index and its offset the line.
   *
   * @param digests of their content
   */
  public static RowOrigin files(List<String> digests) {
    return new RowOrigin(
        digests.stream()
            .map(digest -> digest.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new));
  }

  /** Whether coordinates are partition and offset, not file and line. */
  public boolean isTopic() {
    return digests == null;
  }

  /** How many files there are; 0 of the topic. */
  public int files() {
    return digests == null ? 0 : digests.length;
  }

  /** The digest of a file in UTF-8. */
  public byte[] digest(int index) {
    return digests[index].clone();
  }

  /** The digest of a file. */
  StringData file(int index) {
    return StringData.fromBytes(digests[index]);
  }
}
