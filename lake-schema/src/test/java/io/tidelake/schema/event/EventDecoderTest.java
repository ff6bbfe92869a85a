package io.tidelake.schema.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidelake.schema.Golden;
import io.tidelake.schema.label.Province;
import io.tidelake.schema.label.ProvinceIndex;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class EventDecoderTest {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final long TIMESTAMP =
      ZonedDateTime.of(2026, 11, 11, 10, 0, 0, 0, SHANGHAI).toInstant().toEpochMilli();

  private final EventDecoder decoder = new EventDecoder(SHANGHAI, Duration.ofMinutes(5));
  private final BehaviorEvent event = new BehaviorEvent();

  @TestFactory
  List<DynamicTest> goldenEvents() {
    return StreamSupport.stream(Golden.read("events.json").spliterator(), false)
        .map(each -> DynamicTest.dynamicTest(each.get("name").asText(), () -> assertDecodes(each)))
        .toList();
  }

  @Test
  void aUsedDecoderForgetsTheRecordBefore() {
    // Every case once more through one decoder, in file order and backwards.
    List<JsonNode> cases = new ArrayList<>();
    Golden.read("events.json").forEach(cases::add);
    cases.forEach(this::assertDecodes);
    for (int i = cases.size() - 1; i >= 0; i--) {
      assertDecodes(cases.get(i));
    }
  }

  @Test
  void everyReasonOfARecordHasACase() {
    Set<RejectReason> seen = EnumSet.noneOf(RejectReason.class);
    Golden.read("events.json")
        .forEach(
            each -> {
              if (each.has("reason")) {
                seen.add(RejectReason.valueOf(each.get("reason").asText()));
              }
            });
    assertThat(seen).isEqualTo(EnumSet.complementOf(EnumSet.of(RejectReason.MALFORMED_CSV)));
  }

  private void assertDecodes(JsonNode golden) {
    byte[] value = golden.get("record").asText().getBytes(UTF_8);
    RejectReason reason = decoder.decode(value, 2, 77, golden.get("timestamp").asLong(), event);
    if (golden.has("reason")) {
      assertThat(reason).isEqualTo(RejectReason.valueOf(golden.get("reason").asText()));
      assertThat(decoder.detail()).isNotBlank();
      return;
    }
    assertThat(reason).as(decoder.detail()).isNull();
    JsonNode wanted = golden.get("event");
    assertThat(event.userId).hasToString(wanted.get("user_id").asText());
    assertThat(event.itemId).hasToString(wanted.get("item_id").asText());
    assertThat(event.categoryId).hasToString(wanted.get("cat_id").asText());
    assertThat(event.merchantId).hasToString(wanted.get("merchant_id").asText());
    assertThat(event.brandId).hasToString(wanted.get("brand_id").asText());
    assertThat(event.eventId).hasToString(wanted.get("event_id").asText());
    assertThat(event.month).isEqualTo(intOrAbsent(wanted.get("month")));
    assertThat(event.day).isEqualTo(intOrAbsent(wanted.get("day")));
    assertThat(event.action).isEqualTo(wanted.get("action").asInt());
    assertThat(event.ageRange).isEqualTo(wanted.get("age_range").asInt());
    assertThat(event.gender).isEqualTo(wanted.get("gender").asInt());
    assertThat(event.province).hasToString(wanted.get("province").asText());
    assertThat(event.provinceIndex).isEqualTo(indexOf(wanted.get("province").asText()));
    assertThat(event.eventTime).isEqualTo(wanted.get("event_time").asLong());
    assertThat(event.timeSource.columnValue()).isEqualTo(wanted.get("time_source").asText());
    assertThat(LocalDate.ofEpochDay(event.businessDay)).hasToString(wanted.get("dt").asText());
    assertThat(event.late).isEqualTo(wanted.get("is_late").asBoolean());
    assertThat(event.delayMillis).isEqualTo(wanted.get("delay_ms").asLong());
    assertThat(event.ingestTime).isEqualTo(golden.get("timestamp").asLong());
    assertThat(event.kafkaPartition).isEqualTo(2);
    assertThat(event.kafkaOffset).isEqualTo(77);
  }

  private static int intOrAbsent(JsonNode number) {
    return number.isNull() ? BehaviorEvent.ABSENT : number.asInt();
  }

  private static int indexOf(String name) {
    for (Province province : Province.values()) {
      if (province.key().equals(name)) {
        return province.ordinal();
      }
    }
    return ProvinceIndex.OTHER;
  }

  @Test
  void aTombstoneIsRejected() {
    assertThat(decoder.decode(null, 0, 0, TIMESTAMP, event)).isEqualTo(RejectReason.EMPTY_VALUE);
  }

  @Test
  void bytesThatAreNoUtf8AreRejected() {
    for (byte[] wrong :
        List.of(
            new byte[] {(byte) 0xFF},
            new byte[] {(byte) 0xC0, (byte) 0xAF}, // overlong '/'
            new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // a surrogate
            new byte[] {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80}, // above U+10FFFF
            new byte[] {(byte) 0xE5, (byte) 0x8C})) { // 北 cut off
      byte[] head = "{\"user_id\":\"".getBytes(UTF_8);
      byte[] tail = "\",\"item_id\":\"1\",\"action\":0}".getBytes(UTF_8);
      byte[] value = new byte[head.length + wrong.length + tail.length];
      System.arraycopy(head, 0, value, 0, head.length);
      System.arraycopy(wrong, 0, value, head.length, wrong.length);
      System.arraycopy(tail, 0, value, head.length + wrong.length, tail.length);
      assertThat(decoder.decode(value, 0, 0, TIMESTAMP, event))
          .isEqualTo(RejectReason.INVALID_UTF8);
    }
  }

  @Test
  void theDetailNamesFieldValueAndFix() {
    decode("{\"user_id\":1,\"item_id\":2,\"action\":\"7\"}");
    assertThat(decoder.detail())
        .isEqualTo("action is \"7\": send 0 click, 1 cart, 2 buy or 3 favourite");
    decode("{\"user_id\":1,\"item_id\":2}");
    assertThat(decoder.detail()).startsWith("action is missing: ");
    decode("{\"user_id\":1,\"item_id\":2,\"action\":\"" + "9".repeat(10_000) + "\"}");
    assertThat(decoder.detail()).hasSizeLessThan(200);
    decode("{\"user_id\":1,\"item_id\":2,\"action\":1,\"item_id\":3}");
    assertThat(decoder.detail()).isEqualTo("item_id stands more than once: send each field once");
    decode("{\"user_id\":1e400,\"item_id\":2,\"action\":1}");
    assertThat(decoder.detail())
        .isEqualTo("user_id is \"1e400\": send a string, or a number without an exponent");
  }

  @Test
  void theYearOfADateIsThatOfTheRecordInTheBusinessZone() {
    // 31 December 20:00 UTC is already January in Shanghai.
    long newYear = ZonedDateTime.of(2027, 1, 1, 4, 0, 0, 0, SHANGHAI).toInstant().toEpochMilli();
    decode("{\"user_id\":1,\"item_id\":2,\"action\":0,\"month\":1,\"day\":1}", newYear);
    assertThat(LocalDate.ofEpochDay(event.businessDay)).isEqualTo(LocalDate.of(2027, 1, 1));
    decode("{\"user_id\":1,\"item_id\":2,\"action\":0,\"month\":12,\"day\":31}", TIMESTAMP);
    assertThat(LocalDate.ofEpochDay(event.businessDay)).isEqualTo(LocalDate.of(2026, 12, 31));
  }

  @Test
  void aLeapDayExistsInALeapYearOnly() {
    long leapYear = ZonedDateTime.of(2028, 5, 1, 0, 0, 0, 0, SHANGHAI).toInstant().toEpochMilli();
    String leapDay = "{\"user_id\":1,\"item_id\":2,\"action\":0,\"month\":\"02\",\"day\":\"29\"}";
    decode(leapDay, leapYear);
    assertThat(event.timeSource).isEqualTo(TimeSource.MONTH_DAY);
    decode(leapDay, TIMESTAMP);
    assertThat(event.timeSource).isEqualTo(TimeSource.RECORD);
  }

  @Test
  void midnightIsTheFirstInstantOfADayWithoutMidnight() {
    // Cairo went over to summer time at 00:00 on 28 April 2023: that day begins at 01:00.
    ZoneId cairo = ZoneId.of("Africa/Cairo");
    EventDecoder there = new EventDecoder(cairo, Duration.ofMinutes(5));
    long record = ZonedDateTime.of(2023, 6, 1, 0, 0, 0, 0, cairo).toInstant().toEpochMilli();
    byte[] value =
        "{\"user_id\":1,\"item_id\":2,\"action\":0,\"month\":4,\"day\":28}".getBytes(UTF_8);
    assertThat(there.decode(value, 0, 0, record, event)).isNull();
    assertThat(event.eventTime)
        .isEqualTo(ZonedDateTime.of(2023, 4, 28, 1, 0, 0, 0, cairo).toInstant().toEpochMilli());
  }

  @Test
  void hostileNestingIsRejectedNotFatal() {
    String deep = "[".repeat(1_000_000);
    assertThat(decode("{\"x\":" + deep)).isEqualTo(RejectReason.MALFORMED_JSON);
    assertThat(decode(deep)).isEqualTo(RejectReason.MALFORMED_JSON);
  }

  @Test
  void aHugeFieldIsAnEventLikeAnyOther() {
    String huge = "é".repeat(5_000_000);
    assertThat(decode("{\"user_id\":\"" + huge + "\",\"item_id\":2,\"action\":0}")).isNull();
    assertThat(event.userId.length()).isEqualTo(10_000_000);
  }

  @Test
  void negativeLatenessIsRefused() {
    assertThatThrownBy(() -> new EventDecoder(SHANGHAI, Duration.ofSeconds(-1)))
        .hasMessageContaining("late-after");
  }

  private RejectReason decode(String json) {
    return decode(json, TIMESTAMP);
  }

  private RejectReason decode(String json, long timestamp) {
    return decoder.decode(json.getBytes(UTF_8), 0, 0, timestamp, event);
  }
}
