package io.tidelake.query.live;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

  void release(String address) {
    connections.computeIfPresent(address, (key, known) -> known == 1 ? null : known - 1);
  }

  int max() {
    return max;
  }

  /** All connections now. */
  int total() {
    return connections.values().stream().mapToInt(Integer::intValue).sum();
  }
}
