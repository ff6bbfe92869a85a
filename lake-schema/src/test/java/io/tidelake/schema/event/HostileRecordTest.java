package io.tidelake.schema.event;

import static io.tidelake.schema.event.RejectReason.INVALID_ACTION;
import static io.tidelake.schema.event.RejectReason.INVALID_AGE_RANGE;
import static io.tidelake.schema.event.RejectReason.INVALID_EVENT_TIME;
import static io.tidelake.schema.event.RejectReason.INVALID_GENDER;
import static io.tidelake.schema.event.RejectReason.INVALID_TYPE;
import static io.tidelake.schema.event.RejectReason.INVALID_UTF8;
import static io.tidelake.schema.event.RejectReason.MALFORMED_JSON;
import static io.tidelake.schema.event.RejectReason.MISSING_ITEM_ID;
import static io.tidelake.schema.event.RejectReason.MISSING_USER_ID;
import static io.tidelake.schema.event.RejectReason.NOT_AN_OBJECT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever a record holds: a reason, or an event that every table can hold. Never an exception. */
class HostileRecordTest {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final long TIMESTAMP = 1_788_004_800_000L;
  private static final int MEGABYTE = 1 << 20;

  private final EventDecoder decoder = new EventDecoder(SHANGHAI, Duration.ofMinutes(5));
  private final BehaviorEvent event = new BehaviorEvent();

  @TestFactory
  List<DynamicTest> rejected() {
    Cases cases = new Cases();
    cases.of("10 MB of nothing", MALFORMED_JSON, " ".repeat(10 * MEGABYTE));
    cases.of("10 MB of one number", NOT_AN_OBJECT, "7".repeat(10 * MEGABYTE));
    cases.of("10 MB of one string that never ends", MALFORMED_JSON, "{\"x\":\"" + big(10));
    cases.of("a NUL byte", MALFORMED_JSON, "\0");
    cases.of("a NUL byte after the object", MALFORMED_JSON, event("") + "\0");
    cases.of("a NUL byte in a string", MALFORMED_JSON, event("\"x\":\"\0\""));
    cases.of("a byte order mark", MALFORMED_JSON, "\uFEFF" + event(""));
    cases.of("a byte order mark of UTF-16", MALFORMED_JSON, new byte[] {(byte) 0xFE, (byte) 0xFF});
    cases.of("UTF-16", MALFORMED_JSON, event("").getBytes(UTF_16));
    cases.of("arrays nested 10,000 deep", MALFORMED_JSON, event("\"x\":" + nested("[", "]")));
    cases.of(
        "objects nested 10,000 deep", MALFORMED_JSON, event("\"x\":" + nested("{\"a\":", "}")));
    cases.of(
        "nested 10,000 deep where an id is due",
        MALFORMED_JSON,
        event("\"user_id\":" + nested("[", "]")));
    cases.of("two objects", MALFORMED_JSON, event("") + event(""));
    cases.of("a comment", MALFORMED_JSON, event("/* */"));
    cases.of("NaN", MALFORMED_JSON, event("\"x\":NaN"));
    cases.of("a leading zero", MALFORMED_JSON, event("\"x\":01"));
    cases.of("a comma too many", MALFORMED_JSON, "{\"user_id\":1,\"item_id\":2,\"action\":0,}");
    cases.of("Latin-1", INVALID_UTF8, event("\"x\":\"é\"").getBytes(ISO_8859_1));
    cases.of(
        "no UTF-8 in the name of a field", INVALID_UTF8, event("\"é\":1").getBytes(ISO_8859_1));
    cases.of("an escaped high surrogate alone", INVALID_UTF8, event("\"x\":\"\\ud800\""));
    cases.of("an escaped low surrogate alone", INVALID_UTF8, event("\"x\":\"\\udc00\""));
    cases.of(
        "escaped surrogates the wrong way round", INVALID_UTF8, event("\"x\":\"\\udc00\\ud800\""));
    cases.of("two escaped high surrogates", INVALID_UTF8, event("\"x\":\"\\ud800\\ud800\""));
    cases.of("an escaped high surrogate cut off", MALFORMED_JSON, event("\"x\":\"\\ud800\\u\""));
    cases.of("a surrogate as bytes", INVALID_UTF8, bytes(event("\"x\":\"??!\""), 0xED, 0xA0, 0x80));
    cases.of("an id that is an object", INVALID_TYPE, event("\"item_id\":{\"a\":[]}"));
    cases.of("an id that is true", INVALID_TYPE, event("\"user_id\":true"));
    cases.of("an id that is null", MISSING_USER_ID, event("\"user_id\":null"));
    cases.of("an id that is empty", MISSING_ITEM_ID, event("\"item_id\":\"\""));
    cases.of("an id that is too large a number", INVALID_TYPE, event("\"user_id\":1e400"));
    cases.of("an id that is too small a number", INVALID_TYPE, event("\"item_id\":0.1E-400"));
    cases.of("a brand that is too large a number", INVALID_TYPE, event("\"brand_id\":-1e+400"));
    cases.of("a field twice", MALFORMED_JSON, event("\"action\":9,\"action\":0"));
    cases.of("an id twice, alike", MALFORMED_JSON, event("\"user_id\":1,\"user_id\":1"));
    cases.of("an id twice, of 1 MB", MALFORMED_JSON, twice("user_id", big(1)));
    cases.of("a month twice, of which neither is one", MALFORMED_JSON, twice("month", "Aug"));
    cases.of(
        "a field 100,000 times", MALFORMED_JSON, event("\"day\":1,".repeat(99_999) + "\"day\":1"));
    for (String number :
        List.of("1e400", "-1e400", "1e-400", "-0", "0.0", "1.0", digits(400), "4", "-1")) {
      cases.of("action " + shown(number), INVALID_ACTION, event("\"action\":" + number));
      cases.of(
          "action \"" + shown(number) + '"', INVALID_ACTION, event("\"action\":\"" + number + '"'));
    }
    cases.of("action 2^32", INVALID_ACTION, event("\"action\":4294967296"));
    cases.of("action in digits of another script", INVALID_ACTION, event("\"action\":\"１\""));
    cases.of("action of 1 MB", INVALID_ACTION, event("\"action\":\"" + big(1) + '"'));
    cases.of("age_range 1e400", INVALID_AGE_RANGE, event("\"age_range\":1e400"));
    cases.of("age_range 9", INVALID_AGE_RANGE, event("\"age_range\":9"));
    cases.of("gender 1e400", INVALID_GENDER, event("\"gender\":1e400"));
    for (String time :
        List.of(
            "1e400",
            "1.788e12",
            "1788004800000.5",
            "-1",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "999999999999999999",
            digits(400),
            "253370736000000")) {
      cases.of("event_time " + shown(time), INVALID_EVENT_TIME, event("\"event_time\":" + time));
    }
    for (String time :
        List.of(
            "+999999999-12-31T23:59:59.999999999Z",
            "-999999999-01-01T00:00:00Z",
            "+1000000000-01-01T00:00:00Z",
            "+292278994-08-17T07:12:55.807Z",
            "+10000-01-01T00:00:00+08:00",
            "9999-01-01T00:00:00+08:00",
            "9998-12-31T23:59:59Z",
            "0000-01-01T00:00:00Z",
            "1969-12-31T23:59:59.999999999Z",
            "2026-02-30T00:00:00Z",
            "2016-12-31T23:59:60Z",
            "2026-08-29T12:00:00",
            "2026-08-29",
            "2026-08-29T12:00:00+18:01",
            "２０２６-08-29T12:00:00Z",
            " 1788004800000",
            "yesterday",
            big(1))) {
      cases.of(
          "event_time \"" + shown(time) + '"',
          INVALID_EVENT_TIME,
          event("\"event_time\":\"" + time + '"'));
    }
    return cases.tests(this::assertRejected);
  }

  @TestFactory
  List<DynamicTest> accepted() {
    Cases cases = new Cases();
    cases.of("10 MB that nobody asked for", null, event("\"x\":\"" + big(10) + '"'));
    cases.of("100,000 fields that nobody knows", null, event(manyFields()));
    cases.of(
        "nested as deep as is allowed", null, event("\"x\":" + "[".repeat(256) + "]".repeat(256)));
    cases.of("1e400 where nobody looks", null, event("\"x\":1e400"));
    cases.of("1e400 as a month, which is then none", null, event("\"month\":1e400,\"day\":1"));
    cases.of("a field twice that nobody knows", null, event("\"x\":1,\"x\":2"));
    cases.of("an escaped surrogate pair", null, event("\"brand_id\":\"\\ud83d\\ude00\""));
    cases.of("event_time 0", null, event("\"event_time\":0"));
    cases.of("the last event_time", null, event("\"event_time\":253370735999999"));
    cases.of(
        "the last event_time as text",
        null,
        event("\"event_time\":\"9998-12-31T23:59:59.999999999+08:00\""));
    cases.of("the largest offset", null, event("\"event_time\":\"2026-08-29T12:00:00+18:00\""));
    return cases.tests(this::assertAccepted);
  }

  @Test
  void anIdIsTheTextThatStandsThere() {
    for (String id : List.of("-0", digits(400), "0.10", "\"1e400\"")) {
      assertAccepted(event("\"user_id\":" + id).getBytes(UTF_8));
      assertThat(event.userId).hasToString(id.replace("\"", ""));
    }
    assertAccepted(event("\"user_id\":\"a\\u0000b\"").getBytes(UTF_8));
    assertThat(event.userId).as("an escaped NUL is text").hasToString("a\0b");
    assertAccepted(event("\"user_id\":\"__proto__\"").getBytes(UTF_8));
    assertThat(event.userId).hasToString("__proto__");
  }

  @Test
  void everyTextMayHaveAMegabyte() {
    String megabyte = big(1);
    assertAccepted(
        event(
                """
                "user_id":"%1$s","item_id":"%1$s","cat_id":"%1$s","merchant_id":"%1$s",\
                "brand_id":"%1$s","event_id":"%1$s","province":"%1$s"\
                """
                    .formatted(megabyte))
            .getBytes(UTF_8));
    assertThat(event.eventId).hasToString(megabyte);
    assertThat(event.province).hasToString(megabyte);
  }

  @Test
  void theBoundsOfEventTimeAreThoseOfTheCalendar() {
    assertAccepted(event("\"event_time\":253370735999999").getBytes(UTF_8));
    assertThat(LocalDate.ofEpochDay(event.businessDay)).isEqualTo("9998-12-31");
    assertAccepted(event("\"event_time\":0").getBytes(UTF_8));
    assertThat(LocalDate.ofEpochDay(event.businessDay)).isEqualTo("1970-01-01");
    assertThat(event.delayMillis).isEqualTo(TIMESTAMP);

    // West of Greenwich the year 9998 ends in UTC first.
    EventDecoder west = new EventDecoder(ZoneId.of("America/New_York"), Duration.ofMinutes(5));
    byte[] last = event("\"event_time\":253370764799999").getBytes(UTF_8);
    assertThat(west.decode(last, 0, 0, TIMESTAMP, event)).isNull();
    byte[] beyond = event("\"event_time\":253370764800000").getBytes(UTF_8);
    assertThat(west.decode(beyond, 0, 0, TIMESTAMP, event)).isEqualTo(INVALID_EVENT_TIME);
  }

  @Test
  void aRecordWithoutAUsableTimestampIsRejectedWhateverItsEventTime() {
    for (long timestamp :
        new long[] {
          -1, Long.MIN_VALUE, Long.MAX_VALUE, 253_370_736_000_000L, Long.MAX_VALUE / 1000
        }) {
      for (String fields : List.of("", "\"event_time\":0", "\"month\":1,\"day\":1")) {
        assertThat(decoder.decode(event(fields).getBytes(UTF_8), 0, 0, timestamp, event))
            .isEqualTo(INVALID_EVENT_TIME);
        assertThat(decoder.detail()).contains("timestamp of the record is " + timestamp);
      }
    }
    for (long timestamp : new long[] {0, 253_370_735_999_999L}) {
      for (String fields : List.of("", "\"event_time\":0", "\"month\":1,\"day\":1")) {
        assertThat(decoder.decode(event(fields).getBytes(UTF_8), 0, 0, timestamp, event)).isNull();
      }
    }
  }

  @Test
  void theFirstMidnightOfAllIsNoDate() {
    byte[] first = event("\"month\":1,\"day\":1").getBytes(UTF_8);

    assertThat(decoder.decode(first, 0, 0, 1_000, event)).isNull();
    assertThat(event.timeSource).isEqualTo(TimeSource.RECORD);
    assertThat(event.eventTime).isEqualTo(1_000);

    byte[] second = event("\"month\":1,\"day\":2").getBytes(UTF_8);
    assertThat(decoder.decode(second, 0, 0, 1_000, event)).isNull();
    assertThat(event.timeSource).isEqualTo(TimeSource.MONTH_DAY);
  }

  /** Damaged copies of a good record: each a reason or an event, in well under a second. */
  @Test
  void noDamageIsFatal() {
    Random random = new Random(1);
    byte[] good =
        event(
                "\"month\":\"08\",\"day\":29,\"event_time\":\"2026-08-29T12:00:00Z\",\"province\":\"北京市\\u0020\"")
            .getBytes(UTF_8);
    for (int i = 0; i < 200_000; i++) {
      byte[] damaged = good.clone();
      for (int times = random.nextInt(4); times >= 0; times--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(8) == 0 ? random.nextInt(damaged.length) : damaged.length;
      byte[] value = Arrays.copyOf(damaged, length);
      if (decoder.decode(value, 0, 0, TIMESTAMP, event) == null) {
        assertHoldable();
      } else {
        assertThat(decoder.detail()).isNotBlank();
      }
    }
  }

  private void assertRejected(byte[] value, RejectReason reason) {
    assertThat(decoder.decode(value, 0, 0, TIMESTAMP, event)).isEqualTo(reason);
    assertThat(decoder.detail()).isNotBlank().hasSizeLessThan(250);
  }

  private void assertAccepted(byte[] value, RejectReason none) {
    assertAccepted(value);
  }

  private void assertAccepted(byte[] value) {
    assertThat(decoder.decode(value, 0, 0, TIMESTAMP, event)).as(decoder.detail()).isNull();
    assertHoldable();
  }

  private void assertHoldable() {
    assertThat(event.userId.isEmpty() || event.itemId.isEmpty()).isFalse();
    assertThat(event.action).isBetween(0, 3);
    assertThat(event.ageRange).isBetween(0, 7);
    assertThat(event.gender).isBetween(0, 2);
    assertThat(event.province.isEmpty()).isFalse();
    assertThat(LocalDate.ofEpochDay(event.businessDay).getYear()).isBetween(1970, 9998);
    assertThat(event.delayMillis).isEqualTo(event.ingestTime - event.eventTime);
  }

  /** An event that is one without these fields, which stand in the place of its own. */
  private static String event(String fields) {
    StringBuilder event = new StringBuilder("{");
    for (String own : List.of("\"user_id\":\"u\"", "\"item_id\":\"i\"", "\"action\":0")) {
      if (!fields.contains(own.substring(0, own.indexOf(':') + 1))) {
        event.append(own).append(',');
      }
    }
    if (fields.isEmpty()) {
      event.setLength(event.length() - 1);
    }
    return event.append(fields).append('}').toString();
  }

  private static String twice(String field, String text) {
    return event("\"%1$s\":\"%2$s\",\"%1$s\":\"%2$s\"".formatted(field, text));
  }

  private static String nested(String open, String close) {
    return open.repeat(10_000) + "1" + close.repeat(10_000);
  }

  private static String big(int megabytes) {
    return "x".repeat(megabytes * MEGABYTE);
  }

  private static String digits(int count) {
    return "9".repeat(count);
  }

  private static String shown(String text) {
    return text.length() > 40 ? text.substring(0, 10) + "… of " + text.length() : text;
  }

  private static String manyFields() {
    StringBuilder fields = new StringBuilder("\"f\":0");
    for (int i = 0; i < 100_000; i++) {
      fields.append(",\"f").append(i).append("\":").append(i);
    }
    return fields.toString();
  }

  /** The text with "??!" replaced by these bytes. */
  private static byte[] bytes(String text, int... replacement) {
    int at = text.indexOf("??!");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(text.substring(0, at).getBytes(UTF_8));
    for (int each : replacement) {
      bytes.write(each);
    }
    bytes.writeBytes(text.substring(at + 3).getBytes(UTF_8));
    return bytes.toByteArray();
  }

  private interface Check {
    void of(byte[] value, RejectReason reason);
  }

  /** Values by name. */
  private static final class Cases {
    private record Case(String name, RejectReason reason, byte[] value) {}

    private final List<Case> cases = new ArrayList<>();

    void of(String name, RejectReason reason, String value) {
      of(name, reason, value.getBytes(UTF_8));
    }

    void of(String name, RejectReason reason, byte[] value) {
      cases.add(new Case(name, reason, value));
    }

    List<DynamicTest> tests(Check check) {
      return cases.stream()
          .map(each -> DynamicTest.dynamicTest(each.name, () -> check.of(each.value, each.reason)))
          .toList();
    }
  }
}
