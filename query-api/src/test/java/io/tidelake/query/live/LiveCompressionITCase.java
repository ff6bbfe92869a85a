package io.tidelake.query.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.query.QueryApi;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Whether the handshake grants what a browser offers, by where the browser is. */
@SpringBootTest(
    classes = QueryApi.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.trusted-proxies=127.0.0.0/8,::1"
    })
class LiveCompressionITCase {

  private static final String OFFER = "permessage-deflate; client_max_window_bits";

  @LocalServerPort private int port;

  @ParameterizedTest
  @CsvSource({
    "/ws/live, 192.0.2.7, true, true",
    "/ws/live, 192.0.2.7, false, false",
    "/ws/live, , true, false",
    "/socket.io/?EIO=4&transport=websocket, 192.0.2.7, true, true",
    "/socket.io/?EIO=4&transport=websocket, , true, false"
  })
  void remoteClientsThatOfferItGetIt(String path, String from, boolean offers, boolean granted)
      throws Exception {
    String head = handshake(path, from, offers);

    assertThat(head).startsWith("HTTP/1.1 101");
    assertThat(head.toLowerCase(java.util.Locale.ROOT).contains("permessage-deflate"))
        .as(head)
        .isEqualTo(granted);
  }

  /** The head of the answer: the client of the JDK offers no extension. */
  private String handshake(String path, String from, boolean offers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      String request =
          "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n"
                  .formatted(path, port)
              + (offers ? "Sec-WebSocket-Extensions: " + OFFER + "\r\n" : "")
              + (from == null ? "" : "X-Forwarded-For: " + from + "\r\n")
              + "\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      InputStream in = socket.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          break;
        }
        head.append((char) next);
      }
      return head.toString();
    }
  }
}
