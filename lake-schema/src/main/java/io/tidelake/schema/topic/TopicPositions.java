package io.tidelake.schema.topic;

import io.tidelake.schema.json.JsonCursor;
import io.tidelake.schema.json.JsonSyntaxException;
import io.tidelake.schema.json.JsonToken;
import io.tidelake.schema.json.Utf8Slice;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;

/**
 * How far the event topic is covered: the next offset by partition, everything before it included.
 * A partition that is not named is covered up to its beginning. Immutable.
 *
 * <p>As text a JSON object, partitions ascending: {@code {"0":123,"1":99}}.
 */
public final class TopicPositions implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Nothing is covered. */
  public static final TopicPositions NONE = new TopicPositions(new TreeMap<>());

  private final TreeMap<Integer, Long> offsets;

  private TopicPositions(TreeMap<Integer, Long> offsets) {
    this.offsets = offsets;
  }

  /**
   * @param offsets the next offset by partition
   * @throws IllegalArgumentException for a negative partition or offset
   */
  public static TopicPositions of(Map<Integer, Long> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                "partition " + partition + " at offset " + offset + ": neither may be negative");
          }
        });
    return new TopicPositions(new TreeMap<>(offsets));
  }

  /**
   * @throws IllegalArgumentException if the text is no such object; the message holds it
   */
  public static TopicPositions parse(String json) {
    TreeMap<Integer, Long> offsets = new TreeMap<>();
    JsonCursor cursor = new JsonCursor();
    Utf8Slice name = new Utf8Slice();
    Utf8Slice value = new Utf8Slice();
    try {
      cursor.reset(json.getBytes(StandardCharsets.UTF_8));
      if (cursor.peek() != JsonToken.OBJECT) {
        throw new IllegalArgumentException("no object");
      }
      cursor.enterObject();
      while (cursor.nextField(name)) {
        int partition = Integer.parseInt(name.toString());
        if (cursor.readValue(value) != JsonToken.NUMBER) {
          throw new IllegalArgumentException("offset of partition " + partition + " is no number");
        }
        offsets.put(partition, Long.parseLong(value.toString()));
      }
      cursor.end();
      return of(offsets);
    } catch (JsonSyntaxException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + json + "\" gives no positions such as {\"0\":123}: " + e.getMessage(), e);
    }
  }

  /** The next offset of the partition; 0 if it is not named. */
  public long offset(int partition) {
    return offsets.getOrDefault(partition, 0L);
  }

  /** The next offset by partition, ascending; a copy. */
  public TreeMap<Integer, Long> offsets() {
    return new TreeMap<>(offsets);
  }

  /** By partition the larger offset of the two. */
  public TopicPositions max(TopicPositions other) {
    return combine(other, Math::max);
  }

  /** By partition the smaller offset of the two: what both cover. */
  public TopicPositions min(TopicPositions other) {
    return combine(other, Math::min);
  }

  private TopicPositions combine(TopicPositions other, LongBinaryOperator choice) {
    TreeMap<Integer, Long> combined = new TreeMap<>();
    for (TopicPositions positions : new TopicPositions[] {this, other}) {
      for (Integer partition : positions.offsets.keySet()) {
        combined.put(partition, choice.applyAsLong(offset(partition), other.offset(partition)));
      }
    }
    return new TopicPositions(combined);
  }

  /** Whether this covers everything that the other one does. */
  public boolean covers(TopicPositions other) {
    return other.offsets.entrySet().stream()
        .allMatch(entry -> offset(entry.getKey()) >= entry.getValue());
  }

  /** Records between two positions, were the topic without gaps. */
  public long recordsSince(TopicPositions earlier) {
    return offsets.entrySet().stream()
        .mapToLong(entry -> Math.max(0, entry.getValue() - earlier.offset(entry.getKey())))
        .sum();
  }

  /** The text that {@link #parse} reads. */
  public String toJson() {
    StringBuilder json = new StringBuilder("{");
    offsets.forEach(
        (partition, offset) ->
            json.append(json.length() == 1 ? "\"" : ",\"")
                .append(partition)
                .append("\":")
                .append(offset));
    return json.append('}').toString();
  }

  /** Positions are equal if they cover the same; an unnamed partition equals one at 0. */
  @Override
  public boolean equals(Object other) {
    return other instanceof TopicPositions positions && covers(positions) && positions.covers(this);
  }

  @Override
  public int hashCode() {
    return offsets.entrySet().stream()
        .filter(entry -> entry.getValue() != 0)
        .mapToInt(Map.Entry::hashCode)
        .sum();
  }

  @Override
  public String toString() {
    return toJson();
  }
}
