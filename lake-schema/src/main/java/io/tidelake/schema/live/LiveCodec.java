package io.tidelake.schema.live;

import io.tidelake.schema.json.JsonCursor;
import io.tidelake.schema.json.JsonSyntaxException;
import io.tidelake.schema.json.JsonToken;
import io.tidelake.schema.json.Utf8Slice;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of the live topic, both UTF-8.
 *
 * <pre>
 * count|all|action|0   8750
 * pulse|17             {"second":1764000017,"events":123}
 * progress             {"positions":{"0":12,"1":9},"watermark":1764000000000,"recordTime":null,
 *                       "completeThrough":null}
 * </pre>
 *
 * <p>The value of a count key comes last, since a province may hold the separator. Thread-safe.
 */
public final class LiveCodec {

  private static final String COUNT = "count";
  private static final String PULSE = "pulse";
  private static final String PROGRESS = "progress";
  private static final int COUNT_PARTS = 4;

  private LiveCodec() {}

  /** The key of the record; two messages of the same key replace each other. */
  public static byte[] key(LiveMessage message) {
    return keyText(message).getBytes(StandardCharsets.UTF_8);
  }

  /** The value of the record. */
  public static byte[] value(LiveMessage message) {
    return valueText(message).getBytes(StandardCharsets.UTF_8);
  }

  private static String keyText(LiveMessage message) {
    if (message instanceof LiveMessage.Count count) {
      return COUNT + '|' + count.scope() + '|' + count.dimension().wireName() + '|' + count.value();
    }
    if (message instanceof LiveMessage.Pulse pulse) {
      return PULSE + '|' + Math.floorMod(pulse.second(), LiveMessage.PULSE_SECONDS);
    }
    return PROGRESS;
  }

  private static String valueText(LiveMessage message) {
    if (message instanceof LiveMessage.Count count) {
      return Long.toString(count.count());
    }
    if (message instanceof LiveMessage.Pulse pulse) {
      return "{\"second\":" + pulse.second() + ",\"events\":" + pulse.events() + "}";
    }
    LiveMessage.Progress progress = (LiveMessage.Progress) message;
    StringBuilder json = new StringBuilder("{\"positions\":{");
    String separator = "";
    for (Map.Entry<Integer, Long> position : progress.positions().entrySet()) {
      json.append(separator).append('"').append(position.getKey()).append("\":");
      json.append(position.getValue());
      separator = ",";
    }
    return json.append("},\"watermark\":")
        .append(progress.watermark())
        .append(",\"recordTime\":")
        .append(progress.recordTime())
        .append(",\"completeThrough\":")
        .append(progress.completeThrough())
        .append('}')
        .toString();
  }

  /**
   * Reads a record of the live topic.
   *
   * @return null for a key that this version does not know, which a newer writer may send, and for
   *     a tombstone
   * @throws IllegalArgumentException for a known key with a value that does not fit it
   */
  public static @Nullable LiveMessage decode(byte[] key, byte @Nullable [] value) {
    String text = new String(key, StandardCharsets.UTF_8);
    String[] parts = text.split("\\|", COUNT_PARTS);
    if (value == null) {
      return null;
    }
    try {
      return switch (parts[0]) {
        case COUNT -> parts.length == COUNT_PARTS ? count(parts, value) : null;
        case PULSE -> pulse(value);
        case PROGRESS -> progress(value);
        default -> null;
      };
    } catch (JsonSyntaxException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "live record \"" + text + "\" has a value that does not fit: " + e.getMessage(), e);
    }
  }

  private static LiveMessage.@Nullable Count count(String[] parts, byte[] value) {
    LiveDimension dimension = LiveDimension.ofWireName(parts[2]);
    return dimension == null
        ? null
        : new LiveMessage.Count(
            parts[1],
            dimension,
            parts[3],
            Long.parseLong(new String(value, StandardCharsets.UTF_8)));
  }

  private static LiveMessage.Pulse pulse(byte[] value) {
    long second = -1;
    long events = -1;
    JsonCursor cursor = new JsonCursor();
    Utf8Slice name = new Utf8Slice();
    Utf8Slice text = new Utf8Slice();
    cursor.reset(value);
    cursor.enterObject();
    while (cursor.nextField(name)) {
      JsonToken token = cursor.readValue(text);
      switch (name.toString()) {
        case "second" -> second = number("second", token, text);
        case "events" -> events = number("events", token, text);
        default -> {}
      }
    }
    cursor.end();
    if (second < 0 || events < 0) {
      throw new IllegalArgumentException("second and events are expected");
    }
    return new LiveMessage.Pulse(second, events);
  }

  private static LiveMessage.Progress progress(byte[] value) {
    SortedMap<Integer, Long> positions = new TreeMap<>();
    Long watermark = null;
    Long recordTime = null;
    Long completeThrough = null;
    JsonCursor cursor = new JsonCursor();
    Utf8Slice name = new Utf8Slice();
    Utf8Slice text = new Utf8Slice();
    cursor.reset(value);
    cursor.enterObject();
    while (cursor.nextField(name)) {
      String field = name.toString();
      if (field.equals("positions")) {
        cursor.enterObject();
        while (cursor.nextField(name)) {
          int partition = Integer.parseInt(name.toString());
          positions.put(partition, number(field, cursor.readValue(text), text));
        }
        continue;
      }
      JsonToken token = cursor.readValue(text);
      switch (field) {
        case "watermark" -> watermark = numberOrNull(field, token, text);
        case "recordTime" -> recordTime = numberOrNull(field, token, text);
        case "completeThrough" -> completeThrough = numberOrNull(field, token, text);
        default -> {}
      }
    }
    cursor.end();
    return new LiveMessage.Progress(positions, watermark, recordTime, completeThrough);
  }

  private static @Nullable Long numberOrNull(String field, JsonToken token, Utf8Slice text) {
    return token == JsonToken.NULL ? null : number(field, token, text);
  }

  private static long number(String field, JsonToken token, Utf8Slice text) {
    if (token != JsonToken.NUMBER) {
      throw new IllegalArgumentException(field + " is no number");
    }
    return Long.parseLong(text.toString());
  }
}
