package io.tidelake.query.trino;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.tidelake.query.platform.ComponentCheck;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Trino, under the name that clients of the original system look for. */
@Component
class DatabaseCheck implements ComponentCheck {

  private final TrinoHeartbeat heartbeat;
  private final HikariDataSource pool;

  DatabaseCheck(
      TrinoHeartbeat heartbeat, @Qualifier(TrinoConfiguration.QUERIES) HikariDataSource pool) {
    this.heartbeat = heartbeat;
    this.pool = pool;
  }

  @Override
  public String name() {
    return "database";
  }

  @Override
  public String failedStatus() {
    return "disconnected";
  }

  @Override
  public Map<String, Object> check() throws IOException, InterruptedException {
    boolean started = heartbeat.ask();
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("status", started ? "connected" : "starting");
    state.put("engine", "trino");
    HikariPoolMXBean connections = pool.getHikariPoolMXBean();
    state.put("pool_size", connections == null ? 0 : connections.getTotalConnections());
    state.put("active", connections == null ? 0 : connections.getActiveConnections());
    return state;
  }
}
