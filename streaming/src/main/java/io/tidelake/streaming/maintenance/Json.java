package io.tidelake.streaming.maintenance;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON of maps, lists, texts, numbers and truth values. */
final class Json {

  private Json() {}

  static String of(@Nullable Object value) {
    StringBuilder json = new StringBuilder();
    append(json, value);
    return json.toString();
  }

  private static void append(StringBuilder json, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      json.append('{');
      for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext(); ) {
        Map.Entry<?, ?> entry = i.next();
        text(json, String.valueOf(entry.getKey()));
        json.append(':');
        append(json, entry.getValue());
        json.append(i.hasNext() ? "," : "");
      }
      json.append('}');
    } else if (value instanceof List<?> list) {
      json.append('[');
      for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
        append(json, i.next());
        json.append(i.hasNext() ? "," : "");
      }
      json.append(']');
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      json.append(value);
    } else {
      text(json, value.toString());
    }
  }

  private static void text(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
