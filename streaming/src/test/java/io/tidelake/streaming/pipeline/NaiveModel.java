package io.tidelake.streaming.pipeline;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.EventDecoder;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.streaming.TestRecords;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the tables and the live topic must hold, computed one record after the other with maps. */
final class NaiveModel {

  record Coordinates(int partition, long offset) {}

  record MinuteCell(long windowStart, int action, int ageRange, int gender, String province) {}

  record Count(long events, long late) {
    static Count sum(Count one, Count other) {
      return new Count(one.events + other.events, one.late + other.late);
    }
  }

  record LiveKey(String scope, String dimension, String value) {}

  final Map<Coordinates, String> accepted = new HashMap<>();
  final Map<Coordinates, RejectReason> rejected = new HashMap<>();
  final Map<MinuteCell, Count> minutes = new HashMap<>();
  final Map<LiveKey, Long> live = new HashMap<>();
  final Map<Integer, Long> positions = new TreeMap<>();
  final Map<Long, Long> pulse = new TreeMap<>();
  final Map<Long, List<Long>> pulseActions = new TreeMap<>();
  final Map<String, Map<String, Long>> tops = new HashMap<>();
  final Map<String, Set<String>> visitors = new HashMap<>();
  long recordTime;

  static NaiveModel of(long records, ZoneId zone, Duration lateAfter) {
    NaiveModel model = new NaiveModel();
    EventDecoder decoder = new EventDecoder(zone, lateAfter);
    BehaviorEvent event = new BehaviorEvent();
    for (long index = 0; index < records; index++) {
      TestRecords.Raw raw = TestRecords.at(index);
      RejectReason reason =
          decoder.decode(raw.value(), raw.partition(), raw.offset(), raw.timestamp(), event);
      model.record(raw, reason, event);
    }
    return model;
  }

  private void record(TestRecords.Raw raw, RejectReason reason, BehaviorEvent event) {
    Coordinates coordinates = new Coordinates(raw.partition(), raw.offset());
    positions.merge(raw.partition(), raw.offset() + 1, Math::max);
    pulse.merge(raw.timestamp() / 1000, 1L, Long::sum);
    List<Long> actions =
        pulseActions.computeIfAbsent(
            raw.timestamp() / 1000, unseen -> new ArrayList<>(List.of(0L, 0L, 0L, 0L)));
    if (reason == null) {
      actions.set(event.action, actions.get(event.action) + 1);
    }
    recordTime = Math.max(recordTime, raw.timestamp());
    if (reason != null) {
      rejected.put(coordinates, reason);
      live.merge(new LiveKey(LiveMessage.SCOPE_ALL, "rejected", reason.name()), 1L, Long::sum);
      return;
    }
    String province = event.province.toString();
    accepted.put(
        coordinates,
        "%s|%s|%s|%s|%s|%d|%d|%d|%d|%d|%s|%s|%d|%d|%s|%s|%d|%s"
            .formatted(
                event.userId,
                event.itemId,
                event.categoryId,
                event.merchantId,
                event.brandId,
                event.month,
                event.day,
                event.action,
                event.ageRange,
                event.gender,
                province,
                event.eventId,
                event.eventTime,
                event.ingestTime,
                event.timeSource.columnValue(),
                event.late,
                event.delayMillis,
                LocalDate.ofEpochDay(event.businessDay)));
    minutes.merge(
        new MinuteCell(
            event.eventTime / 60_000 * 60_000,
            event.action,
            event.ageRange,
            event.gender,
            province),
        new Count(1, event.late ? 1 : 0),
        Count::sum);
    for (String scope :
        new String[] {LiveMessage.SCOPE_ALL, LocalDate.ofEpochDay(event.businessDay).toString()}) {
      top(scope, "item", event.itemId.toString());
      top(scope, "category", event.categoryId.toString());
      top(scope, "brand", event.brandId.toString());
      visitors.computeIfAbsent(scope, unseen -> new HashSet<>()).add(event.userId.toString());
      live.merge(new LiveKey(scope, "action", "" + event.action), 1L, Long::sum);
      live.merge(new LiveKey(scope, "age", "" + event.ageRange), 1L, Long::sum);
      live.merge(new LiveKey(scope, "gender", "" + event.gender), 1L, Long::sum);
      live.merge(new LiveKey(scope, "province", province), 1L, Long::sum);
      live.merge(new LiveKey(scope, "delay", delay(event.delayMillis)), 1L, Long::sum);
      if (event.late) {
        live.merge(new LiveKey(scope, "late", "0"), 1L, Long::sum);
      }
    }
  }

  private void top(String scope, String top, String name) {
    tops.computeIfAbsent(scope + " " + top, unseen -> new HashMap<>()).merge(name, 1L, Long::sum);
  }

  private static String delay(long millis) {
    if (millis < 0) {
      return "future";
    }
    long seconds = (millis + 999) / 1000;
    return seconds <= 1
        ? "1s"
        : seconds <= 10
            ? "10s"
            : seconds <= 60
                ? "1m"
                : seconds <= 300
                    ? "5m"
                    : seconds <= 3600 ? "1h" : seconds <= 86_400 ? "1d" : "longer";
  }
}
