package io.tidelake.schema.event;

import io.tidelake.schema.json.JsonCursor;
import io.tidelake.schema.json.JsonSyntaxException;
import io.tidelake.schema.json.JsonToken;
import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.schema.label.Action;
import io.tidelake.schema.label.AgeRange;
import io.tidelake.schema.label.Gender;
import io.tidelake.schema.label.ProvinceIndex;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of a record into a {@link BehaviorEvent}, or says why it is none. One pass over
 * the bytes, no tree, no reflection; a good event without escapes allocates nothing.
 *
 * <p>The result depends on the record alone (value, timestamp) and the two settings, never on the
 * clock, so that a replay gives the same answer. A field that stands twice says two things, of
 * which none is the right one: the record is rejected. (Unknown fields are not looked at.) So is an
 * id that is a number with an exponent, which no two systems write alike.
 *
 * <p>Event time and record timestamp must lie in the years 1970 to 9998 ({@link
 * BusinessCalendar#covers}). Event time: {@code event_time} if present; else {@code month} and
 * {@code day} in the year of the record timestamp at midnight of the business zone; else, or if
 * there is no such date, the record timestamp. Late: record timestamp − event time above {@code
 * lateAfter}.
 *
 * <p>Not thread-safe.
 */
public final class EventDecoder {

  private static final int MAX_QUOTED = 64;
  private static final int NOT_A_NUMBER = Integer.MIN_VALUE;

  /** The longest run of digits that surely fits an int. */
  private static final int MAX_INT_DIGITS = 9;

  /** The longest run of digits that surely fits a long. */
  private static final int MAX_LONG_DIGITS = 18;

  private static final byte[] NULL_WORD = {'N', 'U', 'L', 'L'};

  private static final EventField[] FIELDS = EventField.values();

  private final BusinessCalendar calendar;
  private final long lateAfterMillis;

  private final JsonCursor cursor = new JsonCursor();
  private final Utf8Slice name = new Utf8Slice();
  private final Utf8Slice ignored = new Utf8Slice();
  private final Utf8Slice[] texts = new Utf8Slice[FIELDS.length];

  /** What the record holds of each field; null where it is missing. */
  private final @Nullable JsonToken[] tokens = new JsonToken[FIELDS.length];

  /** The fields that are there and no strings, one bit each. */
  private int unusual;

  private @Nullable EventField repeated;
  private @Nullable BehaviorEvent bound;
  private String detail = "";

  /**
   * @param zone the business time zone
   * @param lateAfter an event older than its record by more than this is late; not negative
   */
  public EventDecoder(ZoneId zone, Duration lateAfter) {
    if (lateAfter.isNegative()) {
      throw new IllegalArgumentException(
          "late-after is " + lateAfter + ": give a duration that is not negative, such as PT5M");
    }
    this.calendar = new BusinessCalendar(zone);
    this.lateAfterMillis = lateAfter.toMillis();
    for (int i = 0; i < texts.length; i++) {
      texts[i] = new Utf8Slice();
    }
  }

  /**
   * Decodes one record into {@code event}.
   *
   * @param value the value of the record; must not change while the event's slices are in use
   * @param timestamp of the record, epoch milliseconds
   * @return null if the event is accepted; otherwise the reason, with {@link #detail()}, and the
   *     event's content is undefined
   */
  public @Nullable RejectReason decode(
      byte @Nullable [] value, int partition, long offset, long timestamp, BehaviorEvent event) {
    if (value == null || value.length == 0) {
      detail = "the record has no value: send a JSON object";
      return RejectReason.EMPTY_VALUE;
    }
    if (bound != event) {
      bind(event);
    }
    try {
      cursor.reset(value);
      if (cursor.peek() != JsonToken.OBJECT) {
        JsonToken token = cursor.readValue(ignored);
        cursor.end();
        detail = "the value is a JSON " + token + ": send an object";
        return RejectReason.NOT_AN_OBJECT;
      }
      readFields();
    } catch (JsonSyntaxException e) {
      detail = String.valueOf(e.getMessage());
      return e.isEncoding() ? RejectReason.INVALID_UTF8 : RejectReason.MALFORMED_JSON;
    }
    if (repeated != null) {
      detail = repeated.jsonName() + " stands more than once: send each field once";
      return RejectReason.MALFORMED_JSON;
    }
    event.kafkaPartition = partition;
    event.kafkaOffset = offset;
    event.ingestTime = timestamp;
    return apply(event);
  }

  /** What was wrong with the last rejected record: field, value and what is accepted. */
  public String detail() {
    return detail;
  }

  /** Texts that an event keeps are read into it at once. */
  private void bind(BehaviorEvent event) {
    bound = event;
    texts[EventField.USER_ID.ordinal()] = event.userId;
    texts[EventField.ITEM_ID.ordinal()] = event.itemId;
    texts[EventField.CAT_ID.ordinal()] = event.categoryId;
    texts[EventField.MERCHANT_ID.ordinal()] = event.merchantId;
    texts[EventField.BRAND_ID.ordinal()] = event.brandId;
    texts[EventField.EVENT_ID.ordinal()] = event.eventId;
  }

  private void readFields() {
    int seen = 0;
    unusual = 0;
    repeated = null;
    cursor.enterObject();
    int guess = 0;
    while (true) {
      EventField field = FIELDS[guess];
      if (!cursor.nextField(field.token())) {
        if (!cursor.nextField(name)) {
          break;
        }
        field = EventField.of(name, guess);
        if (field == null) {
          cursor.readValue(ignored);
          continue;
        }
      }
      int number = field.ordinal();
      int bit = 1 << number;
      if ((seen & bit) != 0) {
        repeated = field;
      }
      seen |= bit;
      JsonToken token = cursor.readValue(texts[number]);
      tokens[number] = token;
      if (token != JsonToken.STRING) {
        unusual |= bit;
      }
      guess = number + 1 < FIELDS.length ? number + 1 : 0;
    }
    cursor.end();
    for (int i = 0; i < FIELDS.length; i++) {
      if ((seen & 1 << i) == 0) {
        tokens[i] = null;
        texts[i].clear();
      }
    }
  }

  private @Nullable RejectReason apply(BehaviorEvent event) {
    for (int left = unusual; left != 0; left &= left - 1) {
      EventField field = FIELDS[Integer.numberOfTrailingZeros(left)];
      JsonToken token = tokens[field.ordinal()];
      if (token != null && !isScalar(token) && !isDate(field)) {
        detail = field.jsonName() + " is a JSON " + token + ": send a string or a number";
        return RejectReason.INVALID_TYPE;
      }
      if (token == JsonToken.NUMBER && field.isText() && hasExponent(text(field))) {
        detail = wrong(field, "send a string, or a number without an exponent");
        return RejectReason.INVALID_TYPE;
      }
    }
    if (text(EventField.USER_ID).isEmpty()) {
      detail = "user_id is empty or missing: send the id of the user";
      return RejectReason.MISSING_USER_ID;
    }
    if (text(EventField.ITEM_ID).isEmpty()) {
      detail = "item_id is empty or missing: send the id of the item";
      return RejectReason.MISSING_ITEM_ID;
    }
    event.action = digits(text(EventField.ACTION));
    if (event.action < 0 || event.action >= Action.COUNT) {
      detail = wrong(EventField.ACTION, "send 0 click, 1 cart, 2 buy or 3 favourite");
      return RejectReason.INVALID_ACTION;
    }
    event.ageRange = optionalCode(EventField.AGE_RANGE, AgeRange.UNKNOWN.code());
    if (event.ageRange == AgeRange.SAME_AS_OLDEST) {
      event.ageRange = AgeRange.FROM_50.code();
    }
    if (event.ageRange < 0 || event.ageRange >= AgeRange.COUNT) {
      detail = wrong(EventField.AGE_RANGE, "send 0 to 8, or nothing if unknown");
      return RejectReason.INVALID_AGE_RANGE;
    }
    event.gender = optionalCode(EventField.GENDER, Gender.UNKNOWN.code());
    if (event.gender < 0 || event.gender >= Gender.COUNT) {
      detail = wrong(EventField.GENDER, "send 0 female, 1 male or 2 unknown");
      return RejectReason.INVALID_GENDER;
    }
    event.month = date(EventField.MONTH);
    event.day = date(EventField.DAY);
    if (!calendar.covers(event.ingestTime)) {
      detail =
          "the timestamp of the record is "
              + event.ingestTime
              + ": send epoch milliseconds of the years 1970 to 9998";
      return RejectReason.INVALID_EVENT_TIME;
    }
    if (!applyTime(event)) {
      detail =
          wrong(
              EventField.EVENT_TIME,
              "send epoch milliseconds or ISO-8601 with an offset, of the years 1970 to 9998");
      return RejectReason.INVALID_EVENT_TIME;
    }
    event.provinceIndex = ProvinceIndex.normalise(text(EventField.PROVINCE), event.province);
    return null;
  }

  private boolean applyTime(BehaviorEvent event) {
    Utf8Slice sent = text(EventField.EVENT_TIME);
    if (!sent.isEmpty()) {
      event.timeSource = TimeSource.EVENT_TIME;
      event.eventTime = eventTime(sent);
      if (!calendar.covers(event.eventTime)) {
        return false;
      }
    } else {
      long midnight = calendar.midnightInYearOf(event.ingestTime, event.month, event.day);
      // East of Greenwich the midnight of 1 January 1970 lies before it.
      boolean exists = midnight != BusinessCalendar.NO_DATE && calendar.covers(midnight);
      event.timeSource = exists ? TimeSource.MONTH_DAY : TimeSource.RECORD;
      event.eventTime = exists ? midnight : event.ingestTime;
    }
    event.businessDay = calendar.epochDay(event.eventTime);
    event.delayMillis = event.ingestTime - event.eventTime;
    event.late = event.delayMillis > lateAfterMillis;
    return true;
  }

  /** Epoch milliseconds, or a negative number if the text is no time or lies before 1970. */
  private static long eventTime(Utf8Slice text) {
    if (text.length() <= MAX_LONG_DIGITS) {
      long value = 0;
      for (int i = 0; i < text.length(); i++) {
        int digit = text.at(i) - '0';
        if (digit < 0 || digit > 9) {
          return isoTime(text);
        }
        value = value * 10 + digit;
      }
      return value;
    }
    return isoTime(text);
  }

  private static long isoTime(Utf8Slice text) {
    if (text.length() > MAX_QUOTED) {
      return -1;
    }
    try {
      return OffsetDateTime.parse(text.toString()).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException notATime) {
      return -1;
    }
  }

  private int optionalCode(EventField field, int unknown) {
    Utf8Slice text = text(field);
    return text.isEmpty() || text.contentEquals(NULL_WORD) ? unknown : digits(text);
  }

  private int date(EventField field) {
    int value = digits(text(field));
    return value == NOT_A_NUMBER ? BehaviorEvent.ABSENT : value;
  }

  private static int digits(Utf8Slice text) {
    int length = text.length();
    if (length == 0 || length > MAX_INT_DIGITS) {
      return NOT_A_NUMBER;
    }
    int value = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.at(i) - '0';
      if (digit < 0 || digit > 9) {
        return NOT_A_NUMBER;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static boolean hasExponent(Utf8Slice number) {
    for (int i = 0; i < number.length(); i++) {
      if ((number.at(i) | 0x20) == 'e') {
        return true;
      }
    }
    return false;
  }

  private Utf8Slice text(EventField field) {
    return texts[field.ordinal()];
  }

  private static boolean isScalar(JsonToken token) {
    return token == JsonToken.STRING || token == JsonToken.NUMBER || token == JsonToken.NULL;
  }

  /** A date that is none falls back to the record timestamp, whatever it is. */
  private static boolean isDate(EventField field) {
    return field == EventField.MONTH || field == EventField.DAY;
  }

  private String wrong(EventField field, String fix) {
    JsonToken token = tokens[field.ordinal()];
    if (token == null || token == JsonToken.NULL) {
      return field.jsonName() + " is missing: " + fix;
    }
    String value = text(field).toString();
    String shown = value.length() > MAX_QUOTED ? value.substring(0, MAX_QUOTED) + "…" : value;
    return field.jsonName() + " is \"" + shown + "\": " + fix;
  }
}
