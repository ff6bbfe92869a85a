package io.tidelake.streaming.function;

import io.tidelake.schema.json.Utf8Slice;
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

  private transient @Nullable Utf8Slice @Nullable [] slices;

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

  boolean isTopic() {
    return digests == null;
  }

  /** The digest of a file, without a copy: valid as long as the target is not used again. */
  StringData file(int index, Utf8String target) {
    if (slices == null) {
      slices = new Utf8Slice[digests.length];
    }
    Utf8Slice slice = slices[index];
    if (slice == null) {
      slice = new Utf8Slice();
      slice.set(digests[index]);
      slices[index] = slice;
    }
    return target.at(slice);
  }

  /** The digest of a file. */
  StringData file(int index) {
    return StringData.fromBytes(digests[index]);
  }
}
