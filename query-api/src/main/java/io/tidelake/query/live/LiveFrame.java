package io.tidelake.query.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.TextMessage;
import tools.jackson.databind.json.JsonMapper;

/** A frame of {@code /ws/live}, written once for all clients that want the same. Thread-safe. */
final class LiveFrame {

  /** The frame as JSON. */
  @JsonPropertyOrder({"type", "epoch", "seq", "zone", "state"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Wire(
      @JsonProperty("type") String type,
      @JsonProperty("epoch") String epoch,
      @JsonProperty("seq") long seq,
      @JsonProperty("zone") @Nullable String zone,
      @JsonProperty("state") @Nullable LivePart state) {}

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final String type;
  private final String epoch;
  private final long seq;
  private final LivePart state;
  private final Set<String> scopes;
  private final Map<Subscription, TextMessage> bySubscription = new ConcurrentHashMap<>();
  private final Map<Subscription, TextMessage> byContent = new ConcurrentHashMap<>();

  private LiveFrame(String type, String epoch, long seq, LivePart state) {
    this.type = type;
    this.epoch = epoch;
    this.seq = seq;
    this.state = state;
    this.scopes = state.named();
  }

  /**
   * What a client is told first.
   *
   * @param seq the newest frame
   * @param zone the business time zone, in which dates are scopes
   */
  static TextMessage hello(String epoch, long seq, ZoneId zone) {
    return new TextMessage(
        MAPPER.writeValueAsString(new Wire("hello", epoch, seq, zone.getId(), null)));
  }

  static LiveFrame snapshot(String epoch, long seq, LivePart state) {
    return new LiveFrame("snapshot", epoch, seq, state);
  }

  static LiveFrame delta(String epoch, long seq, LivePart changes) {
    return new LiveFrame("delta", epoch, seq, changes);
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
    return new TextMessage(
        MAPPER.writeValueAsString(new Wire(type, epoch, seq, null, state.only(wanted))));
  }
}
