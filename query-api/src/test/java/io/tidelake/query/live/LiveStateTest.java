package io.tidelake.query.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.live.LiveTop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LiveStateTest {

  /** At-least-once delivery, in any order, must not show. */
  @Test
  void neitherOrderNorRepetitionOfMessagesMatters() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<LiveMessage> messages = messages(random);
      LivePart inOrder = merged(messages).everything();

      List<LiveMessage> shuffled = new ArrayList<>(messages);
      shuffled.addAll(messages.subList(0, messages.size() / 2));
      Collections.shuffle(shuffled, random);

      assertThat(merged(shuffled).everything()).as("seed %d", seed).isEqualTo(inOrder);
    }
  }

  /** Whoever starts from a snapshot and merges all deltas holds the state. */
  @Test
  void snapshotAndDeltasGiveTheState() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      LiveState state = new LiveState();
      List<LiveMessage> messages = messages(random);
      int snapshotAt = random.nextInt(messages.size());
      LivePart client = null;
      for (int i = 0; i < messages.size(); i++) {
        if (i == snapshotAt) {
          state.takeChanges();
          client = state.everything();
        }
        state.merge(messages.get(i));
        if (client != null && random.nextInt(4) == 0) {
          client = merge(client, state.takeChanges());
        }
      }
      client = merge(client, state.takeChanges());

      assertThat(client.scopes()).as("seed %d", seed).isEqualTo(state.everything().scopes());
      assertThat(client.progress()).isEqualTo(state.everything().progress());
    }
  }

  @Test
  void aDeltaHoldsOnlyWhatChanged() {
    LiveState state = new LiveState();
    state.merge(Ticks.clicks(5));
    state.merge(Ticks.all(LiveDimension.GENDER, "0", 5));
    state.takeChanges();

    state.merge(Ticks.clicks(4));
    assertThat(state.changed()).isFalse();
    state.merge(Ticks.clicks(6));

    assertThat(state.takeChanges().scopes())
        .isEqualTo(Map.of("all", Map.of("action", Map.of("0", 6L))));
    assertThat(state.changed()).isFalse();
  }

  @Test
  void lagIsNeverNegative() {
    LiveState state = new LiveState();
    state.mergeEndOffsets(Map.of(0, 10L, 1, 4L));
    state.merge(new LiveMessage.Progress(new TreeMap<>(Map.of(0, 12L)), null, null, null));

    LivePart.Progress progress = state.everything().progress();
    assertThat(progress.lag()).isEqualTo(4);
    assertThat(progress.endOffsets()).isEqualTo(Map.of(0, 12L, 1, 4L));
  }

  @Test
  void whatHasExpiredUnreadDoesNotWait() {
    LiveState state = new LiveState();
    state.merge(new LiveMessage.Progress(new TreeMap<>(Map.of(0, 12L, 1, 7L)), null, null, null));
    state.mergeEndOffsets(Map.of(0, 20L, 1, 9L, 2, 30L, 3, 5L));
    state.takeChanges();

    state.mergeBeginnings(Map.of(0, 15L, 1, 3L, 2, 30L, 3, 0L));

    assertThat(state.changed()).isTrue();
    LivePart.Progress progress = state.everything().progress();
    assertThat(progress.lag()).isEqualTo(5 + 2 + 0 + 5);
    assertThat(progress.positions()).isEqualTo(Map.of(0, 15L, 1, 7L, 2, 30L));
  }

  @Test
  void theLagIsKnownOnlyWhileTheBrokerTellsWhereTheTopicEnds() {
    LiveState state = new LiveState();
    assertThat(state.counts("all").progress().lag()).isNull();

    state.mergeEndOffsets(Map.of());
    assertThat(state.everything().progress().lag()).isZero();
    state.takeChanges();

    state.mergeEndOffsets(Map.of(0, 10L));
    state.mergeEndOffsets(null);
    assertThat(state.everything().progress().lag()).isNull();
    assertThat(state.everything().progress().waiting()).isEqualTo(10);
    assertThat(state.changed()).isTrue();
  }

  @Test
  void theCountsOfAScopeAreThoseOfEverything() {
    LiveState state = merged(messages(new Random(7)));
    for (String scope : List.of("all", "2026-08-29", "2026-08-30")) {
      Map<String, Map<String, Map<String, Long>>> expected =
          new TreeMap<>(state.everything().scopes());
      expected.keySet().retainAll(List.of(scope));
      assertThat(state.counts(scope).scopes()).isEqualTo(expected);
    }
  }

  @Test
  void aPulseGivesWayToTheSecondTenMinutesLater() {
    LiveState state = new LiveState();
    state.merge(new LiveMessage.Pulse(1000, 500, List.of()));
    state.merge(new LiveMessage.Pulse(1600, 3, List.of()));
    state.merge(new LiveMessage.Pulse(1000, 900, List.of()));

    assertThat(state.everything().pulse()).containsExactly(List.of(1600L, 3L));
  }

  @Test
  void halfATickIsHeldBack() {
    TickAssembler assembler = new TickAssembler();
    assembler.add(Ticks.clicks(1));
    assertThat(assembler.take()).isEmpty();

    assembler.add(Ticks.progress(1));
    assembler.add(Ticks.clicks(2));
    assembler.add(Ticks.progress(2));
    assembler.add(Ticks.clicks(3));

    assertThat(assembler.take())
        .containsExactly(Ticks.clicks(1), Ticks.progress(1), Ticks.clicks(2), Ticks.progress(2));
    assertThat(assembler.take()).isEmpty();
  }

  private static LiveState merged(List<LiveMessage> messages) {
    LiveState state = new LiveState();
    messages.forEach(state::merge);
    return state;
  }

  private static List<LiveMessage> messages(Random random) {
    List<LiveMessage> messages = new ArrayList<>();
    LiveDimension[] dimensions = LiveDimension.values();
    for (int i = 0; i < 60; i++) {
      messages.add(
          switch (random.nextInt(6)) {
            case 3 -> top(random);
            case 2 -> recent(random);
            case 0 -> pulse(random);
            case 1 ->
                new LiveMessage.Progress(
                    new TreeMap<>(Map.of(random.nextInt(3), (long) random.nextInt(50))),
                    random.nextBoolean() ? null : (long) random.nextInt(50),
                    random.nextBoolean() ? null : (long) random.nextInt(50),
                    random.nextBoolean() ? null : (long) random.nextInt(50));
            default ->
                new LiveMessage.Count(
                    random.nextInt(3) == 0 ? "2026-08-29" : LiveMessage.SCOPE_ALL,
                    dimensions[random.nextInt(dimensions.length)],
                    Integer.toString(random.nextInt(3)),
                    random.nextInt(100));
          });
    }
    return messages;
  }

  /** Actions grow with the events of a second. */
  private static LiveMessage pulse(Random random) {
    long events = random.nextInt(5);
    return new LiveMessage.Pulse(random.nextInt(1500), events, List.of(events, events / 2, 0L, 0L));
  }

  private static LiveMessage top(Random random) {
    long events = random.nextInt(50);
    return new LiveMessage.Top(
        random.nextBoolean() ? "all" : "2026-08-29",
        LiveTop.ITEM,
        events,
        0,
        List.of(new LiveMessage.Top.Entry("i", events)));
  }

  private static LiveMessage recent(Random random) {
    int offset = random.nextInt(40);
    return new LiveMessage.Recent(
        random.nextInt(LiveMessage.Recent.RECENT_SLOTS),
        offset / 2,
        0,
        offset,
        1,
        "北京",
        "i" + offset,
        "",
        "***");
  }

  /** What the dashboard does: per cell the larger value. */
  private static LivePart merge(LivePart known, LivePart delta) {
    Map<String, Map<String, Map<String, Long>>> scopes = new TreeMap<>();
    for (LivePart part : List.of(known, delta)) {
      part.scopes()
          .forEach(
              (scope, dimensions) ->
                  dimensions.forEach(
                      (dimension, values) ->
                          values.forEach(
                              (value, count) ->
                                  scopes
                                      .computeIfAbsent(scope, key -> new TreeMap<>())
                                      .computeIfAbsent(dimension, key -> new TreeMap<>())
                                      .merge(value, count, Math::max))));
    }
    return new LivePart(
        scopes,
        delta.pulse(),
        delta.pulseActions(),
        delta.tops(),
        delta.recent(),
        delta.progress());
  }
}
