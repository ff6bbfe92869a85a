package io.tidelake.query.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.socket.engineio.server.EngineIoServer;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** The polling transport with connections that take nothing, or take it when the test says so. */
@Timeout(60)
class SlowPollTest {

  private final LiveHub hub = new LiveHub(Ticks.PROPERTIES, Ticks.ZONE);
  private final EngineIoServer server =
      new EngineIoConfiguration().engineIoServer(new ConnectionLimit(Ticks.PROPERTIES));
  private final EngineIoBridge bridge = new EngineIoBridge(server);
  private ChartPush push;
  private long clicks;

  @BeforeEach
  void pushOfAHubThatIsReady() {
    hub.ready();
    push = new ChartPush(server, hub, Ticks.PROPERTIES);
  }

  @AfterEach
  void stop() {
    push.stop();
    server.shutdown();
  }

  @Test
  void whoTakesAnswersSlowlyHoldsNobodyUp() throws Exception {
    String slow = connect();
    String other = connect();
    assertThat(poll(other).text()).contains("update_charts");
    assertThat(poll(slow).text()).contains("update_charts");
    CountDownLatch taken = new CountDownLatch(1);
    try {
      poll(slow, taken);
      Answer first = poll(other);
      click();
      await().until(() -> first.text().contains("\"value\":" + clicks));
      for (int i = 0; i < 5; i++) {
        Answer next = poll(other);
        click();
        await().until(() -> next.text().contains("\"value\":" + clicks));
      }
    } finally {
      taken.countDown();
    }
  }

  @Test
  void whoDoesNotPollIsOwedTheNewestChartsOnly() throws Exception {
    String away = connect();
    String other = connect();
    poll(other);
    for (int i = 0; i < 8; i++) {
      Answer seen = poll(other);
      click();
      // So that they were pushed, also to who is away.
      await().until(() -> seen.text().contains("\"value\":" + clicks));
      post(away, "42[\"request_charts\"]");
    }

    String owed = poll(away).text();

    assertThat(owed.split("update_charts", -1)).hasSize(2);
    assertThat(owed).contains("\"value\":" + clicks);
    // Nothing else waits: the next answer comes with the next change.
    Answer next = poll(away);
    click();
    await().until(() -> next.text().contains("\"value\":" + clicks));
  }

  @Test
  void whoAsksOnAndOnButTakesNoAnswerIsCutOff() throws Exception {
    String client = connect();
    for (int i = 0; i < 40; i++) {
      post(client, "40/nowhere,\u001e".repeat(49) + "40/nowhere,");
    }

    assertThat(poll(client).text().split("Invalid namespace", -1).length).isBetween(2, 1_500);
  }

  @Test
  void whoIsToldBackWhatItSaidAndTakesNoneOfItIsCutOff() throws Exception {
    String client = connect();
    String nowhere = "x".repeat(60_000);
    for (int i = 0; i < 40; i++) {
      post(client, "40/" + nowhere + ",");
    }

    assertThat(poll(client).text().length()).isLessThan(8 * 60_000);
  }

  /** The session of a client that is connected but has not taken the charts yet. */
  private String connect() throws IOException {
    String session =
        new JSONObject(request("GET", "", "", new CountDownLatch(0)).text().substring(1))
            .getString("sid");
    post(session, "40");
    return session;
  }

  private void post(String session, String packets) throws IOException {
    request("POST", "&sid=" + session, packets, new CountDownLatch(0));
  }

  private Answer poll(String session) throws IOException {
    return poll(session, new CountDownLatch(0));
  }

  private Answer poll(String session, CountDownLatch taken) throws IOException {
    return request("GET", "&sid=" + session, "", taken);
  }

  private Answer request(String method, String query, String body, CountDownLatch taken)
      throws IOException {
    MockHttpServletRequest request = new MockHttpServletRequest(method, EngineIoBridge.PATH);
    request.setAsyncSupported(true);
    request.setQueryString("EIO=4&transport=polling" + query);
    request.setContent(body.getBytes(StandardCharsets.UTF_8));
    Answer answer = new Answer(taken);
    bridge.poll(request, answer);
    if (query.isEmpty()) {
      await().until(() -> !answer.text().isEmpty());
    }
    return answer;
  }

  private void click() {
    clicks++;
    hub.apply(Ticks.tick(Ticks.clicks(clicks)));
  }

  /** Whoever writes it waits until it is taken. */
  private static final class Answer extends MockHttpServletResponse {

    private final CountDownLatch taken;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Answer(CountDownLatch taken) {
      this.taken = taken;
    }

    private String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public ServletOutputStream getOutputStream() {
      return new ServletOutputStream() {
        @Override
        public void write(int one) throws IOException {
          write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] some, int from, int length) throws IOException {
          try {
            taken.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          bytes.write(some, from, length);
        }

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
          throw new UnsupportedOperationException();
        }
      };
    }
  }
}
