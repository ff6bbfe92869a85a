package io.tidelake.stack.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that sends back what it gets. */
class TcpProxyTest {

  private ServerSocket echo;
  private TcpProxy proxy;

  @BeforeEach
  void setUp() throws IOException {
    echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    proxy = TcpProxy.start("localhost", echo.getLocalPort());
  }

  @AfterEach
  void tearDown() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void bytesPassBothWaysAndEndsToo() throws Exception {
    try (Socket client = connect()) {
      byte[] sent = new byte[1 << 20];
      new java.util.Random(1).nextBytes(sent);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  client.getOutputStream().write(sent);
                  client.shutdownOutput();
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
    }
  }

  @Test
  void aThrottleHoldsAllConnectionsTogether() throws Exception {
    proxy.throttle(20_000);
    Instant begin = Instant.now();
    try (Socket first = connect();
        Socket second = connect()) {
      first.getOutputStream().write(new byte[5_000]);
      second.getOutputStream().write(new byte[5_000]);
      first.getInputStream().readNBytes(5_000);
      second.getInputStream().readNBytes(5_000);
    }
    // 20,000 bytes went through, the first portion at once.
    assertThat(Duration.between(begin, Instant.now()))
        .isBetween(Duration.ofMillis(600), Duration.ofSeconds(10));
  }

  @Test
  void aHeldConnectionGoesOnAfterwards() throws Exception {
    try (Socket client = connect()) {
      assertThat(roundTrip(client, 1)).isEqualTo(1);
      proxy.hold();
      client.setSoTimeout(300);
      assertThatThrownBy(() -> roundTrip(client, 2)).isInstanceOf(SocketTimeoutException.class);
      try (Socket other = connect()) {
        other.setSoTimeout(300);
        assertThatThrownBy(() -> roundTrip(other, 3)).isInstanceOf(SocketTimeoutException.class);
      }
      proxy.pass();
      client.setSoTimeout(5_000);
      assertThat(client.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void aResetEndsOldAndNewConnections() throws Exception {
    try (Socket client = connect()) {
      assertThat(roundTrip(client, 1)).isEqualTo(1);
      proxy.reset();
      assertThatThrownBy(() -> roundTrip(client, 2)).isInstanceOf(SocketException.class);
    }
    try (Socket client = connect()) {
      assertThatThrownBy(
              () -> {
                roundTrip(client, 3);
                roundTrip(client, 4);
              })
          .isInstanceOf(SocketException.class);
    }
    proxy.pass();
    try (Socket client = connect()) {
      assertThat(roundTrip(client, 5)).isEqualTo(5);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static int roundTrip(Socket socket, int value) throws IOException {
    socket.getOutputStream().write(value);
    return socket.getInputStream().read();
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (socket) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                  } catch (IOException e) {
                    // The client is gone.
                  }
                });
      } catch (IOException e) {
        return;
      }
    }
  }
}
