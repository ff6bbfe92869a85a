package io.tidelake.query.live;

import io.socket.engineio.server.Emitter;
import io.socket.engineio.server.EngineIoSocket;
import io.socket.engineio.server.parser.Packet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends charts to one Socket.IO connection. Of charts that it has not taken yet, since it polls and
 * does not poll now, the newest only are kept: they take the place of those that wait.
 */
final class ChartClient implements Emitter.Listener {

  /** Before the Engine.IO server sends whatever waits. */
  private static final String FLUSH = "flush";

  private final EngineIoSocket connection;
  private final AtomicReference<@Nullable Packet<String>> waiting = new AtomicReference<>();

  ChartClient(EngineIoSocket connection) {
    this.connection = connection;
    connection.on(FLUSH, this);
  }

  /** Thread-safe, and takes no lock: the Engine.IO server may hold its own while it calls. */
  void send(String message) {
    while (true) {
      Packet<String> packet = waiting.get();
      if (packet == null) {
        packet = new Packet<>(Packet.MESSAGE, message);
        if (waiting.compareAndSet(null, packet)) {
          connection.send(packet);
          return;
        }
      } else {
        packet.data = message;
        // Written as well as compared, so that whoever takes the packet next sees the message.
        if (waiting.compareAndSet(packet, packet)) {
          return;
        }
      }
    }
  }

  /** What waits is taken, in the state it has now. */
  @Override
  public void call(Object... arguments) {
    waiting.getAndSet(null);
  }

  void end() {
    connection.off(FLUSH, this);
  }
}
