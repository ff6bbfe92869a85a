package io.tidelake.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.EventDecoder;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.label.Action;
import io.tidelake.schema.label.Province;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShopGeneratorTest {

  /** 2026-08-29 20:00 in Shanghai. */
  private static final long NOW = Instant.parse("2026-08-29T12:00:00Z").toEpochMilli();

  private static final int MANY = 200_000;
  private static final ObjectMapper JACKSON = new ObjectMapper();

  @Test
  void sameSettingsSameSequence() {
    ShopSettings settings =
        ShopSettings.defaults().withCount(5_000).withLateShare(0.1).withMalformedShare(0.1);
    assertThat(values(settings, NOW)).isEqualTo(values(settings, NOW));
  }

  @Test
  void theClockChangesTheTimesOnly() {
    ShopSettings settings =
        ShopSettings.defaults().withCount(5_000).withLateShare(0.1).withMalformedShare(0.1);
    assertThat(values(settings, NOW + 12_345_678_901L).stream().map(ShopGeneratorTest::timeless))
        .containsExactlyElementsOf(
            values(settings, NOW).stream().map(ShopGeneratorTest::timeless).toList());
  }

  @Test
  void anotherSeedAnotherSequence() {
    ShopSettings settings = ShopSettings.defaults().withCount(1_000);
    assertThat(values(settings.withSeed(1), NOW)).isNotEqualTo(values(settings.withSeed(2), NOW));
  }

  @Test
  void endsAfterTheCount() {
    assertThat(values(ShopSettings.defaults().withCount(0), NOW)).isEmpty();
    assertThat(values(ShopSettings.defaults().withCount(17), NOW)).hasSize(17);
  }

  @Test
  void everyRecordOfACleanRunIsAccepted() {
    Map<RejectReason, Integer> rejected = new EnumMap<>(RejectReason.class);
    int late = decodeAll(ShopSettings.defaults().withCount(20_000), rejected);
    assertThat(rejected).isEmpty();
    assertThat(late).isZero();
  }

  @Test
  void lateAndMalformedSharesAreKept() {
    Map<RejectReason, Integer> rejected = new EnumMap<>(RejectReason.class);
    int late =
        decodeAll(
            ShopSettings.defaults().withCount(MANY).withLateShare(0.05).withMalformedShare(0.02),
            rejected);

    int malformed = rejected.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(malformed / (double) MANY).isCloseTo(0.02, within(0.001));
    assertThat(late / (double) (MANY - malformed)).isCloseTo(0.05, within(0.002));
    assertThat(rejected.keySet())
        .isEqualTo(EnumSet.complementOf(EnumSet.of(RejectReason.MALFORMED_CSV)));
    assertThat(rejected.values()).allMatch(count -> count > MANY * 0.02 / 11 / 2);
  }

  @Test
  void aFewItemsAreMuchMorePopular() throws IOException {
    Map<String, Integer> byItem = new HashMap<>();
    for (JsonNode event : events(ShopSettings.defaults().withCount(MANY))) {
      byItem.merge(event.get("item_id").textValue(), 1, Integer::sum);
    }
    List<Integer> counts = byItem.values().stream().sorted(Comparator.reverseOrder()).toList();
    // Zipf with s = 1.05 over 200,000 items: the first has 1 / Σ k^-1.05 = 10.6 % of the looks.
    assertThat(counts.getFirst() / (double) MANY).isCloseTo(0.106, within(0.015));
    assertThat(counts.get(0) / (double) counts.get(9)).isCloseTo(Math.pow(10, 1.05), within(3.0));
    assertThat(counts).hasSizeGreaterThan(20_000);
  }

  @Test
  void usersAreOfTheGivenNumberAndKeepTheirAttributes() throws IOException {
    Map<String, String> attributes = new HashMap<>();
    for (JsonNode event : events(ShopSettings.defaults().withCount(MANY).withUniqueUsers(500))) {
      String seen =
          event.get("age_range") + " " + event.get("gender") + " " + event.get("province");
      assertThat(attributes.merge(event.get("user_id").textValue(), seen, (old, now) -> now))
          .isEqualTo(seen);
    }
    assertThat(attributes).hasSize(500);
  }

  @Test
  void anItemKeepsItsMerchantCategoryAndBrand() throws IOException {
    Map<String, String> attributes = new HashMap<>();
    for (JsonNode event : events(ShopSettings.defaults().withCount(50_000))) {
      String seen =
          event.get("cat_id") + " " + event.get("merchant_id") + " " + event.get("brand_id");
      assertThat(attributes.computeIfAbsent(event.get("item_id").textValue(), item -> seen))
          .isEqualTo(seen);
    }
  }

  @Test
  void provincesWeighByPopulation() {
    int users = 400_000;
    Map<Province, Integer> counts = new EnumMap<>(Province.class);
    for (int user = 1; user <= users; user++) {
      counts.merge(ShopCustomers.provinceOf(user), 1, Integer::sum);
    }
    double all = 0;
    for (Province province : Province.values()) {
      all += ShopCustomers.inhabitants(province);
    }
    assertThat(counts).hasSize(34).doesNotContainKey(Province.UNKNOWN);
    for (Map.Entry<Province, Integer> entry : counts.entrySet()) {
      double expected = ShopCustomers.inhabitants(entry.getKey()) / all;
      assertThat(entry.getValue() / (double) users)
          .as(entry.getKey().en())
          .isCloseTo(expected, within(5 * Math.sqrt(expected / users)));
    }
  }

  @Test
  void theFunnelNarrowsAndNobodyBuysWhatWasNotSeen() throws IOException {
    int[] actions = new int[Action.COUNT];
    Set<String> seen = new HashSet<>();
    for (JsonNode event : events(ShopSettings.defaults().withCount(MANY))) {
      int action = event.get("action").intValue();
      actions[action]++;
      String pair = event.get("user_id").textValue() + "/" + event.get("item_id").textValue();
      if (action == Action.CLICK.code()) {
        seen.add(pair);
      } else {
        assertThat(seen.contains(pair)).as(pair).isTrue();
      }
    }
    assertThat(actions[Action.CLICK.code()] / (double) MANY).isCloseTo(0.89, within(0.01));
    assertThat(actions[Action.CART.code()] / (double) MANY).isCloseTo(0.052, within(0.004));
    assertThat(actions[Action.FAVOURITE.code()] / (double) MANY).isCloseTo(0.036, within(0.004));
    assertThat(actions[Action.BUY.code()] / (double) MANY).isCloseTo(0.025, within(0.004));
  }

  @Test
  void liveEventsHappenAsTheyAreSent() throws IOException {
    JsonNode event = events(ShopSettings.defaults().withCount(1)).getFirst();
    assertThat(event.get("event_time").longValue()).isEqualTo(NOW);
    assertThat(event.get("month").textValue()).isEqualTo("08");
    assertThat(event.get("day").textValue()).isEqualTo("29");
  }

  @Test
  void daysSpreadTheEventsInTheRhythmOfADay() throws IOException {
    int[] byHour = new int[24];
    long last = 0;
    List<JsonNode> events = events(ShopSettings.defaults().withCount(MANY).withDays(3));
    for (JsonNode event : events) {
      long time = event.get("event_time").longValue();
      assertThat(time).isGreaterThanOrEqualTo(last).isLessThan(NOW);
      last = time;
      byHour[Instant.ofEpochMilli(time).atZone(ShopGenerator.ZONE).getHour()]++;
    }
    long first = events.getFirst().get("event_time").longValue();
    assertThat(first).isBetween(NOW - Duration.ofDays(3).toMillis(), NOW);
    assertThat(last - first).isGreaterThan(Duration.ofHours(71).toMillis());
    assertThat(byHour[21]).isGreaterThan(15 * byHour[4]);
    assertThat(byHour[10]).isBetween(8 * byHour[4], byHour[21]);
  }

  @Test
  void identifiersAreAPermutation() {
    for (int n : new int[] {1, 2, 62, 1_000, 100_003}) {
      Set<Integer> identifiers = new HashSet<>();
      for (int rank = 1; rank <= n; rank++) {
        int identifier = Mixing.identifier(rank, n);
        assertThat(identifier).isBetween(1, n);
        identifiers.add(identifier);
      }
      assertThat(identifiers).hasSize(n);
    }
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    ShopSettings settings = ShopSettings.defaults();
    assertThatThrownBy(() -> settings.withUniqueUsers(0)).hasMessageContaining("unique users is 0");
    assertThatThrownBy(() -> settings.withLateShare(1.5)).hasMessageContaining("late share is 1.5");
    assertThatThrownBy(() -> settings.withMalformedShare(Double.NaN))
        .hasMessageContaining("malformed share is NaN");
    assertThatThrownBy(() -> settings.withDays(3)).hasMessageContaining("count is none");
  }

  /** Decodes as the stream does; returns the number of late events. */
  private static int decodeAll(ShopSettings settings, Map<RejectReason, Integer> rejected) {
    EventDecoder decoder = new EventDecoder(ShopGenerator.ZONE, Duration.ofMinutes(5));
    BehaviorEvent decoded = new BehaviorEvent();
    ShopGenerator generator = new ShopGenerator(settings);
    EventRecord event = new EventRecord();
    int late = 0;
    while (generator.next(event, NOW)) {
      RejectReason reason = decoder.decode(event.value(), 0, 0, NOW, decoded);
      if (reason != null) {
        rejected.merge(reason, 1, Integer::sum);
      } else if (decoded.late) {
        late++;
      }
    }
    return late;
  }

  private static List<JsonNode> events(ShopSettings settings) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    ShopGenerator generator = new ShopGenerator(settings);
    EventRecord event = new EventRecord();
    while (generator.next(event, NOW)) {
      events.add(JACKSON.readTree(event.value()));
    }
    return events;
  }

  /** One char per byte, since some values are no UTF-8 on purpose. */
  private static List<String> values(ShopSettings settings, long now) {
    List<String> values = new ArrayList<>();
    ShopGenerator generator = new ShopGenerator(settings);
    EventRecord event = new EventRecord();
    while (generator.next(event, now)) {
      values.add(new String(event.value(), StandardCharsets.ISO_8859_1));
    }
    return values;
  }

  private static String timeless(String value) {
    return value.replaceAll("\"(month|day|event_time)\":\"?\\d+\"?", "");
  }
}
