package io.tidelake.query.live;

import io.tidelake.query.platform.ComponentCheck;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The live connections of both protocols. */
@Component
class WebSocketCheck implements ComponentCheck {

  private final LiveHub hub;
  private final ConnectionLimit connections;

  WebSocketCheck(LiveHub hub, ConnectionLimit connections) {
    this.hub = hub;
    this.connections = connections;
  }

  @Override
  public String name() {
    return "websocket";
  }

  @Override
  public String failedStatus() {
    return "inactive";
  }

  @Override
  public Map<String, Object> check() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("status", hub.isReady() ? "active" : "waiting");
    state.put("connections", connections.total());
    return state;
  }
}
