package io.tidelake.schema.live;

import io.tidelake.schema.json.JsonCursor;
import io.tidelake.schema.json.JsonSyntaxException;
import io.tidelake.schema.json.JsonToken;
import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.schema.label.Action;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of the live topic, both UTF-8.
 *
 * <pre>
 * count|all|action|0   8750
 * pulse|17             {"second":1764000017,"events":123,"actions":{"0":100,"2":9}}
 * top|all|item         {"events":90,"floor":0,"counts":{"4711":12,"9":3}}
 * recent|3             {"recordTime":1764000017123,"partition":1,"offset":77,"action":2,…}
 * progress             {"positions":{"0":12,"1":9},"watermark":1764000000000,"recordTime":null,
 *                       "completeThrough":null}
 * </pre>
 *
 * <p>The value of a count key comes last, since a province may hold the separator. Thread-safe.
 */
public final class LiveCodec {

  private static final String COUNT = "count";
  private static final String PULSE = "pulse";
  private static final String TOP = "top";
  private static final String RECENT = "recent";
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
    if (message instanceof LiveMessage.Top top) {
      return TOP + '|' + top.scope() + '|' + top.top().wireName();
    }
    if (message instanceof LiveMessage.Recent recent) {
      return RECENT + '|' + recent.slot();
    }
    return PROGRESS;
  }

  private static String valueText(LiveMessage message) {
    if (message instanceof LiveMessage.Count count) {
      return Long.toString(count.count());
    }
    if (message instanceof LiveMessage.Pulse pulse) {
      StringBuilder json = new StringBuilder("{\"second\":").append(pulse.second());
      json.append(",\"events\":").append(pulse.events());
      if (!pulse.actions().isEmpty()) {
        json.append(",\"actions\":{");
        String separator = "";
        for (int action = 0; action < pulse.actions().size(); action++) {
          if (pulse.actions().get(action) != 0) {
            json.append(separator).append('"').append(action).append("\":");
            json.append(pulse.actions().get(action));
            separator = ",";
          }
        }
        json.append('}');
      }
      return json.append('}').toString();
    }
    if (message instanceof LiveMessage.Top top) {
      StringBuilder json = new StringBuilder("{\"events\":").append(top.events());
      json.append(",\"floor\":").append(top.floor()).append(",\"counts\":{");
      String separator = "";
      for (LiveMessage.Top.Entry entry : top.entries()) {
        text(json.append(separator), entry.name());
        json.append(':').append(entry.count());
        separator = ",";
      }
      return json.append("}}").toString();
    }
    if (message instanceof LiveMessage.Recent recent) {
      StringBuilder json = new StringBuilder("{\"recordTime\":").append(recent.recordTime());
      json.append(",\"partition\":").append(recent.partition());
      json.append(",\"offset\":").append(recent.offset());
      json.append(",\"action\":").append(recent.action());
      text(json.append(",\"province\":"), recent.province());
      text(json.append(",\"item\":"), recent.item());
      text(json.append(",\"category\":"), recent.category());
      text(json.append(",\"user\":"), recent.user());
      return json.append('}').toString();
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

  private static void text(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u00").append(Character.forDigit(c >> 4, 16));
        json.append(Character.forDigit(c & 15, 16));
      } else {
        json.append(c);
      }
    }
    json.append('"');
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
        case TOP -> parts.length == 3 ? top(parts, value) : null;
        case RECENT -> parts.length == 2 ? recent(Integer.parseInt(parts[1]), value) : null;
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
    Long[] actions = {};
    JsonCursor cursor = new JsonCursor();
    Utf8Slice name = new Utf8Slice();
    Utf8Slice text = new Utf8Slice();
    cursor.reset(value);
    cursor.enterObject();
    while (cursor.nextField(name)) {
      if (name.toString().equals("actions")) {
        actions = new Long[Action.COUNT];
        Arrays.fill(actions, 0L);
        cursor.enterObject();
        while (cursor.nextField(name)) {
          int action = Integer.parseInt(name.toString());
          long count = number("actions", cursor.readValue(text), text);
          if (action >= 0 && action < Action.COUNT) {
            actions[action] = count;
          }
        }
        continue;
      }
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
    return new LiveMessage.Pulse(second, events, List.of(actions));
  }

  private static LiveMessage.@Nullable Top top(String[] parts, byte[] value) {
    LiveTop top = LiveTop.ofWireName(parts[2]);
    if (top == null) {
      return null;
    }
    Map<String, Long> numbers = new HashMap<>();
    List<LiveMessage.Top.Entry> entries = new ArrayList<>();
    JsonCursor cursor = new JsonCursor();
    Utf8Slice name = new Utf8Slice();
    Utf8Slice text = new Utf8Slice();
    cursor.reset(value);
    cursor.enterObject();
    while (cursor.nextField(name)) {
      String field = name.toString();
      if (field.equals("counts")) {
        cursor.enterObject();
        while (cursor.nextField(name)) {
          String shown = name.toString();
          entries.add(
              new LiveMessage.Top.Entry(shown, number(shown, cursor.readValue(text), text)));
        }
      } else if (cursor.readValue(text) == JsonToken.NUMBER) {
        numbers.put(field, Long.parseLong(text.toString()));
      }
    }
    cursor.end();
    return new LiveMessage.Top(
        parts[1], top, required(numbers, "events"), required(numbers, "floor"), entries);
  }

  private static LiveMessage.Recent recent(int slot, byte[] value) {
    if (slot < 0 || slot >= LiveMessage.Recent.RECENT_SLOTS) {
      throw new IllegalArgumentException("there is no such slot");
    }
    Map<String, String> texts = new HashMap<>();
    Map<String, Long> numbers = new HashMap<>();
    JsonCursor cursor = new JsonCursor();
    Utf8Slice name = new Utf8Slice();
    Utf8Slice text = new Utf8Slice();
    cursor.reset(value);
    cursor.enterObject();
    while (cursor.nextField(name)) {
      String field = name.toString();
      JsonToken token = cursor.readValue(text);
      if (token == JsonToken.STRING) {
        texts.put(field, text.toString());
      } else if (token == JsonToken.NUMBER) {
        numbers.put(field, Long.parseLong(text.toString()));
      }
    }
    cursor.end();
    return new LiveMessage.Recent(
        slot,
        required(numbers, "recordTime"),
        Math.toIntExact(required(numbers, "partition")),
        required(numbers, "offset"),
        Math.toIntExact(required(numbers, "action")),
        required(texts, "province"),
        required(texts, "item"),
        required(texts, "category"),
        required(texts, "user"));
  }

  private static <T> T required(Map<String, T> fields, String field) {
    T value = fields.get(field);
    if (value == null) {
      throw new IllegalArgumentException(field + " is expected");
    }
    return value;
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
