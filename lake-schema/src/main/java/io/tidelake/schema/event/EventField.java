package io.tidelake.schema.event;

import io.tidelake.schema.json.JsonName;
import io.tidelake.schema.json.Utf8Slice;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The fields of the JSON event, in the order of the original's CSV columns, then the optional ones.
 */
public enum EventField {
  USER_ID("user_id"),
  ITEM_ID("item_id"),
  CAT_ID("cat_id"),
  MERCHANT_ID("merchant_id"),
  BRAND_ID("brand_id"),
  MONTH("month"),
  DAY("day"),
  ACTION("action"),
  AGE_RANGE("age_range"),
  GENDER("gender"),
  PROVINCE("province"),
  EVENT_TIME("event_time"),
  EVENT_ID("event_id");

  private static final EventField[] ALL = values();

  private final String jsonName;
  private final byte[] utf8;
  private final JsonName token;

  EventField(String jsonName) {
    this.jsonName = jsonName;
    this.utf8 = jsonName.getBytes(StandardCharsets.UTF_8);
    this.token = new JsonName(jsonName);
  }

  /** The name in JSON and in CSV headers. */
  public String jsonName() {
    return jsonName;
  }

  /** The name as it mostly stands in JSON. */
  JsonName token() {
    return token;
  }

  /** Whether the value is kept as it is; else it is a code or a time. */
  boolean isText() {
    return switch (this) {
      case USER_ID, ITEM_ID, CAT_ID, MERCHANT_ID, BRAND_ID, PROVINCE, EVENT_ID -> true;
      case MONTH, DAY, ACTION, AGE_RANGE, GENDER, EVENT_TIME -> false;
    };
  }

  /**
   * The field of that name, or null for an unknown one.
   *
   * @param guess where to look first: the fields of one producer come in one order
   */
  static @Nullable EventField of(Utf8Slice name, int guess) {
    EventField guessed = ALL[guess % ALL.length];
    if (name.contentEquals(guessed.utf8)) {
      return guessed;
    }
    for (EventField field : ALL) {
      if (name.contentEquals(field.utf8)) {
        return field;
      }
    }
    return null;
  }
}
