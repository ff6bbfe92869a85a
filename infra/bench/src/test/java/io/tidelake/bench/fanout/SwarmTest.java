package io.tidelake.bench.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.tidelake.bench.Latencies;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients and peer of the fan-out, at each other. */
class SwarmTest {

  private static final int CLIENTS = 100;
  private static final int FRAMES_PER_SECOND = 20;

  @Test
  void everyClientTakesTheStampOutOfEveryFrame() throws Exception {
    String frame =
        "{\"type\":\"delta\",\"epoch\":\"e\",\"seq\":1,\"state\":{\"scopes\":{\"all\":{\"province\":{\"%s\":1}}},\"progress\":{\"watermark\":5,\"recordTime\":6}}}"
            .formatted("x".repeat(1_500));
    Channel server = NettyBroadcast.serve(0, frame, 1_000_000 / FRAMES_PER_SECOND);
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    try (Swarm swarm = new Swarm(port, "/ws/live", CLIENTS, 1)) {
      swarm.measure();
      await().until(() -> swarm.frames() >= 10L * CLIENTS);
      Latencies latencies = swarm.measured();
      assertThat(latencies.count()).isGreaterThanOrEqualTo(10L * CLIENTS);
      assertThat(latencies.millis(50)).isBetween(0.0, 1_000.0);
    } finally {
      server.eventLoop().parent().shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
