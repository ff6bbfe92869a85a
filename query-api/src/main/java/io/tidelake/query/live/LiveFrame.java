package io.tidelake.query.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.TextMessage;
import tools.jackson.databind.json.JsonMapper;

/** A frame of {@code /ws/live}, written once for all clients that want the same. Thread-safe. */
final class LiveFrame {

  /** The frame as JSON. */
  @JsonPropertyOrder({"type", "epoch", "topic", "seq", "zone", "now", "scopes", "state"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Wire(
      @JsonProperty("type") String type,
      @JsonProperty("epoch") @Nullable String epoch,
      @JsonProperty("topic") @Nullable String topic,
      @JsonProperty("seq") @Nullable Long seq,
      @JsonProperty("zone") @Nullable String zone,
      @JsonProperty("now") @Nullable Long now,
      @JsonProperty("scopes") @Nullable Collection<String> scopes,
      @JsonProperty("state") @Nullable LivePart state) {}

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final String type;
  private final String epoch;
  private final @Nullable String topic;
  private final long seq;
  private final LivePart state;
  private final Set<String> scopes;
  private final Map<Subscription, TextMessage> bySubscription = new ConcurrentHashMap<>();
  private final Map<Subscription, TextMessage> byContent = new ConcurrentHashMap<>();

  private LiveFrame(String type, String epoch, @Nullable String topic, long seq, LivePart state) {
    this.type = type;
    this.epoch = epoch;
    this.topic = topic;
    this.seq = seq;
    this.state = state;
    this.scopes = state.named();
  }

  /**
   * What a client is told first.
   *
   * @param seq the newest frame
   * @param zone the business time zone, in which dates are scopes
   * @param now epoch milliseconds, for clients whose clock is another one
   */
  static TextMessage hello(String epoch, long seq, ZoneId zone, long now) {
    return written(new Wire("hello", epoch, null, seq, zone.getId(), now, null, null));
  }

  /**
   * What a client is told that changed its subscription. The snapshot of these scopes comes next.
   */
  static TextMessage subscribed(Subscription subscription) {
    return written(
        new Wire(
            "subscribed",
            null,
            null,
            null,
            null,
            null,
            new TreeSet<>(subscription.scopes()),
            null));
  }

  /**
   * @param topic that the counts were read from; null if it is not known. Counts of another topic
   *     can't be compared with them.
   */
  static LiveFrame snapshot(String epoch, @Nullable String topic, long seq, LivePart state) {
    return new LiveFrame("snapshot", epoch, topic, seq, state);
  }

  static LiveFrame delta(String epoch, long seq, LivePart changes) {
    return new LiveFrame("delta", epoch, null, seq, changes);
  }

  long seq() {
    return seq;
  }

  /** The frame for clients of this subscription. */
  TextMessage message(Subscription subscription) {
    TextMessage known = bySubscription.get(subscription);
    return known != null
        ? known
        : bySubscription.computeIfAbsent(
            subscription, wanted -> byContent.computeIfAbsent(wanted.in(scopes), this::written));
  }

  private TextMessage written(Subscription wanted) {
    return written(new Wire(type, epoch, topic, seq, null, null, null, state.only(wanted)));
  }

  private static TextMessage written(Wire wire) {
    return new TextMessage(MAPPER.writeValueAsString(wire));
  }
}
