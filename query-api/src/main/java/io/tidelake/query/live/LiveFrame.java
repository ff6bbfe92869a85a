package io.tidelake.query.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.TextMessage;
import tools.jackson.databind.json.JsonMapper;

/**
 * A frame of {@code /ws/live}, written once for all clients that want the same scopes. Thread-safe.
 */
final class LiveFrame {

  /** The frame as JSON. */
  @JsonPropertyOrder({"type", "epoch", "seq", "state"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Wire(
      @JsonProperty("type") String type,
      @JsonProperty("epoch") String epoch,
      @JsonProperty("seq") long seq,
      @JsonProperty("state") @Nullable LivePart state) {}

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final String type;
  private final String epoch;
  private final long seq;
  private final @Nullable LivePart state;
  private final Map<Set<String>, TextMessage> messages = new ConcurrentHashMap<>();

  private LiveFrame(String type, String epoch, long seq, @Nullable LivePart state) {
    this.type = type;
    this.epoch = epoch;
    this.seq = seq;
    this.state = state;
  }

  static LiveFrame hello(String epoch, long seq) {
    return new LiveFrame("hello", epoch, seq, null);
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

  /** The frame for clients of these scopes. */
  TextMessage message(Set<String> scopes) {
    return messages.computeIfAbsent(
        scopes,
        wanted ->
            new TextMessage(
                MAPPER.writeValueAsString(
                    new Wire(type, epoch, seq, state == null ? null : state.only(wanted)))));
  }
}
