package io.tidelake.query.live;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.ErrorCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Counts live connections, of both protocols, by address. Thread-safe. */
@Component
class ConnectionLimit {

  private final int max;
  private final Map<String, Integer> connections = new ConcurrentHashMap<>();

  ConnectionLimit(LiveProperties properties) {
    this.max = properties.maxConnectionsPerIp();
  }

  /** Whether the address may have one more; if so it is counted until {@link #release}. */
  boolean acquire(String address) {
    boolean[] granted = new boolean[1];
    connections.compute(
        address,
        (key, known) -> {
          int now = known == null ? 0 : known;
          granted[0] = now < max;
          return granted[0] ? Integer.valueOf(now + 1) : known;
        });
    return granted[0];
  }

  /** Whether {@link #acquire} would be granted now. */
  boolean hasRoom(String address) {
    return connections.getOrDefault(address, 0) < max;
  }

  void release(String address) {
    connections.computeIfPresent(address, (key, known) -> known == 1 ? null : known - 1);
  }

  /** What an address is told that has no room. */
  ApiException refusal() {
    return new ApiException(
        ErrorCode.WEBSOCKET_REFUSED,
        HttpStatus.TOO_MANY_REQUESTS,
        null,
        "websocket.too-many",
        Integer.toString(max));
  }

  int max() {
    return max;
  }

  /** All connections now. */
  int total() {
    return connections.values().stream().mapToInt(Integer::intValue).sum();
  }
}
