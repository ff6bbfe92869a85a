package io.tidelake.query.live;

import io.socket.engineio.server.EngineIoServer;
import io.socket.engineio.server.EngineIoServerOptions;
import io.socket.engineio.server.EngineIoSocket;
import io.socket.engineio.server.parser.Packet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The Engine.IO server under Socket.IO: refuses an address that has all its connections. Origins
 * are checked before it.
 */
@Configuration(proxyBeanMethods = false)
class EngineIoConfiguration {

  /** Each packet of a client may be answered with one that waits until the client takes it. */
  private static final int MAX_PACKETS_UNANSWERED = 1000;

  /** Such as the name of a namespace that there is not, which comes back with the answer. */
  private static final int MAX_LENGTH_UNANSWERED = 256 * 1024;

  @Bean(destroyMethod = "shutdown")
  EngineIoServer engineIoServer(ConnectionLimit limit) {
    EngineIoServerOptions options = EngineIoServerOptions.newFromDefault();
    options.setCorsHandlingDisabled(true);
    options.setMaxTimeoutThreadPoolSize(2);
    // A polling client that vanishes holds its place for no longer than both together.
    options.setPingInterval(10_000);
    options.setPingTimeout(10_000);
    EngineIoServer server = new EngineIoServer(options);
    server.on(
        "connection",
        arguments -> {
          EngineIoSocket connection = (EngineIoSocket) arguments[0];
          count(connection, limit);
          cutOffIfNothingIsTaken(connection);
        });
    return server;
  }

  private static void count(EngineIoSocket connection, ConnectionLimit limit) {
    String address = address(connection.getInitialHeaders());
    if (!limit.acquire(address)) {
      // Two came at once for the last place.
      connection.close();
      return;
    }
    AtomicBoolean counted = new AtomicBoolean(true);
    connection.on(
        "close",
        (socket, arguments) -> {
          if (counted.compareAndSet(true, false)) {
            limit.release(address);
          }
        });
  }

  /** A polling client may say much and never poll. */
  private static void cutOffIfNothingIsTaken(EngineIoSocket connection) {
    AtomicInteger said = new AtomicInteger();
    AtomicInteger length = new AtomicInteger();
    connection.on(
        "packet",
        (socket, arguments) -> {
          int more = ((Packet<?>) arguments[0]).data instanceof String text ? text.length() : 0;
          if (said.incrementAndGet() > MAX_PACKETS_UNANSWERED
              || length.addAndGet(more) > MAX_LENGTH_UNANSWERED) {
            connection.close();
          }
        });
    connection.on(
        "drain",
        (socket, arguments) -> {
          said.set(0);
          length.set(0);
        });
  }

  private static String address(Map<String, List<String>> headers) {
    return headers.getOrDefault(EngineIoBridge.ADDRESS_HEADER, List.of("unknown")).getFirst();
  }
}
