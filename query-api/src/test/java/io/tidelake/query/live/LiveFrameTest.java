package io.tidelake.query.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.live.LiveTop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The frames are those that the golden files of the contract hold; so the dashboard reads them. */
class LiveFrameTest {

  private static final String EPOCH = "3f9c2a51";
  private static final String TOPIC = "Zk8vNlq3TmaIcY0TzDeFzg";
  private static final long NOW = 1764000001100L;

  private final LiveState state = new LiveState();

  @Test
  void hello() throws Exception {
    assertThat(
            JsonMapper.shared().readTree(LiveFrame.hello(EPOCH, 41, Ticks.ZONE, NOW).getPayload()))
        .isEqualTo(golden("live-hello.json"));
  }

  @Test
  void snapshot() throws Exception {
    firstTicks();

    assertThat(json(LiveFrame.snapshot(EPOCH, TOPIC, 41, state.everything())))
        .isEqualTo(golden("live-snapshot.json"));
  }

  @Test
  void delta() throws Exception {
    firstTicks();
    state.takeChanges();

    count(LiveDimension.ACTION, "0", 8752);
    count(LiveDimension.AGE, "2", 9978);
    count(LiveDimension.GENDER, "1", 3321);
    count(LiveDimension.PROVINCE, "北京", 9988);
    count(LiveDimension.PROVINCE, "广东", 1);
    // What is known already changes nothing.
    count(LiveDimension.GENDER, "0", 3306);
    count(LiveDimension.VISITORS, "0", 62);
    state.merge(new LiveMessage.Pulse(1764000001, 9, List.of(8L, 0L, 1L, 0L)));
    state.merge(new LiveMessage.Recent(2, 1764000001640L, 1, 5001, 2, "广东", "77", "5", "8***1"));
    state.merge(progress(5002, 5002, 1764000001999L, 1764000001640L));

    assertThat(json(LiveFrame.delta(EPOCH, 42, state.takeChanges())))
        .isEqualTo(golden("live-delta.json"));
  }

  @Test
  void tellsThatTheLagIsNotKnown() {
    firstTicks();
    state.takeChanges();

    state.mergeEndOffsets(null);

    assertThat(state.changed()).isTrue();
    JsonNode progress = json(LiveFrame.delta(EPOCH, 42, state.takeChanges())).at("/state/progress");
    assertThat(progress.has("lag")).isTrue();
    assertThat(progress.get("lag").isNull()).isTrue();
    assertThat(progress.at("/endOffsets/0").asLong()).isEqualTo(5004);
  }

  @Test
  void confirmsASubscription() {
    assertThat(
            LiveFrame.subscribed(
                    new Subscription(Set.of("all", "2026-08-29"), LiveChannel.named(null)))
                .getPayload())
        .isEqualTo("{\"type\":\"subscribed\",\"scopes\":[\"2026-08-29\",\"all\"]}");
  }

  @Test
  void isWrittenOnceForAllWhoWantTheSame() {
    LiveFrame frame = LiveFrame.snapshot(EPOCH, null, 1, state.everything());

    assertThat(frame.message(Ticks.EVERYTHING))
        .isSameAs(frame.message(Ticks.EVERYTHING))
        .as("a date without counts makes no difference")
        .isSameAs(
            frame.message(new Subscription(Set.of("all", "2026-08-29"), LiveChannel.named(null))));
  }

  @Test
  void holdsTheChannelsAskedFor() {
    firstTicks();
    LiveFrame frame = LiveFrame.snapshot(EPOCH, null, 1, state.everything());
    JsonNode pulse =
        JsonMapper.shared()
            .readTree(
                frame
                    .message(
                        new Subscription(
                            Set.of("all"), LiveChannel.named(List.of("pulse", "fireworks"))))
                    .getPayload())
            .get("state");

    assertThat(pulse.get("scopes")).isEmpty();
    assertThat(pulse.get("pulse")).hasSize(2);
    assertThat(pulse.has("recent")).isFalse();
    assertThat(pulse.at("/progress/lag").asLong()).isEqualTo(7);
  }

  private void firstTicks() {
    count(LiveDimension.ACTION, "0", 8750);
    count(LiveDimension.ACTION, "2", 672);
    count(LiveDimension.ACTION, "3", 577);
    count(LiveDimension.AGE, "0", 13);
    count(LiveDimension.AGE, "1", 10);
    count(LiveDimension.AGE, "2", 9976);
    count(LiveDimension.GENDER, "0", 3306);
    count(LiveDimension.GENDER, "1", 3319);
    count(LiveDimension.GENDER, "2", 3374);
    count(LiveDimension.PROVINCE, "北京", 9987);
    count(LiveDimension.PROVINCE, "未知", 12);
    count(LiveDimension.LATE, "0", 5);
    count(LiveDimension.REJECTED, "MALFORMED_JSON", 1);
    count(LiveDimension.REJECTED, "INVALID_ACTION", 2);
    count(LiveDimension.DELAY, "1s", 9990);
    count(LiveDimension.DELAY, "1m", 4);
    count(LiveDimension.DELAY, "1h", 5);
    // A date is for those who ask.
    state.merge(new LiveMessage.Count("2026-08-29", LiveDimension.ACTION, "0", 12));
    count(LiveDimension.VISITORS, "0", 61);
    state.merge(new LiveMessage.Pulse(1764000001, 7, List.of(6L, 0L, 1L, 0L)));
    state.merge(
        new LiveMessage.Top(
            "all",
            LiveTop.ITEM,
            9999,
            3,
            List.of(new LiveMessage.Top.Entry("42", 60), new LiveMessage.Top.Entry("9", 12))));
    state.merge(new LiveMessage.Top("2026-08-29", LiveTop.ITEM, 12, 0, List.of()));
    // By a writer that did not tell the actions.
    state.merge(new LiveMessage.Pulse(1764000000, 123, List.of()));
    state.merge(new LiveMessage.Recent(1, 1764000001017L, 0, 5000, 0, "北京", "42", "", "***"));
    state.merge(new LiveMessage.Recent(0, 1764000000900L, 1, 5000, 3, "未知", "9", "5", "1***2"));
    state.merge(progress(5001, 5001, 1764000000999L, 1764000001017L));
    state.mergeEndOffsets(Map.of(0, 5004L, 1, 5005L));
  }

  private void count(LiveDimension dimension, String value, long count) {
    state.merge(new LiveMessage.Count(LiveMessage.SCOPE_ALL, dimension, value, count));
  }

  private static LiveMessage progress(long zero, long one, long watermark, long recordTime) {
    return new LiveMessage.Progress(
        new TreeMap<>(Map.of(0, zero, 1, one)), watermark, recordTime, recordTime - 300_001);
  }

  private static JsonNode json(LiveFrame frame) {
    return JsonMapper.shared().readTree(frame.message(Ticks.EVERYTHING).getPayload());
  }

  private static JsonNode golden(String name) throws Exception {
    return JsonMapper.shared()
        .readTree(Files.readString(Path.of("../lake-schema/golden").resolve(name)));
  }
}
