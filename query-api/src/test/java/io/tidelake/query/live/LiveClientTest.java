package io.tidelake.query.live;

import static io.tidelake.query.live.Ticks.clicks;
import static io.tidelake.query.live.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client is sent; the hub keeps 8 frames, and 4 behind is too far. */
class LiveClientTest {

  private final LiveHub hub = new LiveHub(Ticks.PROPERTIES, Ticks.ZONE);
  private final List<Connection> connections = new ArrayList<>();

  @AfterEach
  void end() {
    connections.forEach(connection -> connection.permits.release(1000));
    connections.forEach(connection -> connection.client.close());
  }

  @Test
  void hearsNothingBeforeTheTopicHasBeenRead() throws Exception {
    Connection connection = connect(null);
    hub.apply(tick(clicks(1)));
    hub.beat(Map.of(0, 5L));
    assertThat(connection.received.poll(200, TimeUnit.MILLISECONDS)).isNull();

    hub.ready();

    assertThat(connection.types(2)).containsExactly("hello 0", "snapshot 0");
  }

  @Test
  void getsContiguousDeltas() throws Exception {
    hub.ready();
    Connection connection = connect(null);
    assertThat(connection.types(2)).containsExactly("hello 0", "snapshot 0");

    hub.apply(tick(clicks(1)));
    assertThat(connection.types(1)).containsExactly("delta 1");
    hub.apply(tick(clicks(1)));
    hub.beat(Map.of());
    hub.apply(tick(clicks(2)));

    assertThat(connection.types(2)).containsExactly("delta 2", "delta 3");
  }

  @Test
  void aStalledClientHoldsNobodyUpAndThenGetsTheStateOnce() throws Exception {
    hub.ready();
    Connection stalled = connect(null);
    assertThat(stalled.types(2)).containsExactly("hello 0", "snapshot 0");
    Connection other = connect(null);
    other.types(2);
    stalled.permits.drainPermits();

    for (int i = 1; i <= 100; i++) {
      hub.apply(tick(clicks(i)));
      assertThat(other.types(1)).containsExactly("delta " + i);
    }
    stalled.permits.release(1000);

    // The one that was under way when the client stopped, then the latest.
    assertThat(stalled.types(2)).containsExactly("delta 1", "snapshot 100");
    assertThat(stalled.received).isEmpty();
  }

  @Test
  void comesBackToTheDeltasItMissed() throws Exception {
    hub.ready();
    publish(8);

    assertThat(connect(new LiveClient.Resume(hub.epoch().id(), 2)).types(7))
        .containsExactly(
            "hello 8", "delta 3", "delta 4", "delta 5", "delta 6", "delta 7", "delta 8");
  }

  @Test
  void comesBackToNothingMissed() throws Exception {
    hub.ready();
    publish(3);
    Connection connection = connect(new LiveClient.Resume(hub.epoch().id(), 3));
    assertThat(connection.types(1)).containsExactly("hello 3");

    hub.apply(tick(clicks(50)));

    assertThat(connection.types(1)).containsExactly("delta 4");
  }

  @Test
  void comesBackTooLateToASnapshot() throws Exception {
    hub.ready();
    publish(20);

    assertThat(connect(new LiveClient.Resume(hub.epoch().id(), 11)).types(2))
        .containsExactly("hello 20", "snapshot 20");
    assertThat(connect(new LiveClient.Resume(hub.epoch().id(), 12)).types(2))
        .containsExactly("hello 20", "delta 13");
  }

  @Test
  void doesNotBelieveANumberFromTheFutureOrAnotherEpoch() throws Exception {
    hub.ready();
    publish(2);

    assertThat(connect(new LiveClient.Resume(hub.epoch().id(), 99)).types(2))
        .containsExactly("hello 2", "snapshot 2");
    assertThat(connect(new LiveClient.Resume(hub.epoch().id(), -5)).types(2))
        .containsExactly("hello 2", "snapshot 2");
    assertThat(connect(new LiveClient.Resume("other", 1)).types(2))
        .containsExactly("hello 2", "snapshot 2");
  }

  @Test
  void isGreetedAnewInANewEpoch() throws Exception {
    hub.ready();
    publish(2);
    Connection connection = connect(null);
    connection.types(2);
    String before = hub.epoch().id();

    hub.restart();
    hub.apply(tick(clicks(1)));
    hub.ready();

    JsonNode hello = connection.next();
    assertThat(hello.get("type").asString()).isEqualTo("hello");
    assertThat(hello.get("epoch").asString()).isNotEqualTo(before);
    assertThat(connection.next().at("/state/scopes/all/action/0").asLong()).isEqualTo(1);
  }

  @Test
  void isGreetedBeforeItGetsASnapshotOfANewEpochThatItsWishMeets() throws Exception {
    hub.ready();
    Connection connection = connect(null);
    connection.types(2);
    connection.permits.drainPermits();
    connection.client.subscribe(Ticks.EVERYTHING);
    await().until(connection.permits::hasQueuedThreads);

    hub.restart();
    hub.apply(tick(clicks(1)));
    hub.ready();
    connection.permits.release(1000);

    assertThat(connection.next().get("type").asString()).isEqualTo("subscribed");
    assertThat(connection.types(2)).containsExactly("hello 0", "snapshot 0");
    assertThat(connection.received.poll(200, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void endsWhenTheConnectionBreaks() {
    hub.ready();
    Connection connection = connect(null);
    connection.broken.set(true);
    hub.apply(tick(clicks(1)));

    await().untilTrue(connection.ended);
  }

  @Test
  void isToldThatItsNewSubscriptionIsHeardAndThenGetsItWhole() throws Exception {
    hub.ready();
    hub.apply(tick(clicks(5), new LiveMessage.Count("2026-08-29", LiveDimension.ACTION, "0", 3)));
    Connection connection = connect(null);
    assertThat(connection.types(2)).containsExactly("hello 1", "snapshot 1");

    connection.client.subscribe(
        new Subscription(Set.of("all", "2026-08-29"), LiveChannel.named(List.of("counts"))));

    JsonNode answer = connection.next();
    assertThat(answer.get("type").asString()).isEqualTo("subscribed");
    assertThat(answer.get("scopes").toString()).isEqualTo("[\"2026-08-29\",\"all\"]");
    JsonNode snapshot = connection.next();
    assertThat(snapshot.get("type").asString()).isEqualTo("snapshot");
    assertThat(snapshot.get("seq").asLong()).isEqualTo(1);
    assertThat(snapshot.at("/state/scopes/2026-08-29/action/0").asLong()).isEqualTo(3);
    hub.apply(tick(clicks(6), new LiveMessage.Count("2026-08-29", LiveDimension.ACTION, "0", 4)));
    JsonNode delta = connection.next();
    assertThat(delta.get("seq").asLong()).isEqualTo(2);
    assertThat(delta.at("/state/scopes/2026-08-29/action/0").asLong()).isEqualTo(4);
  }

  @Test
  void learnsWhoseCountsItHoldsAndThatTheyAreOfAnotherTopic() throws Exception {
    hub.ready();
    hub.apply(tick(clicks(5)));
    Connection connection = connect(null);
    connection.next();
    assertThat(connection.next().has("topic")).isFalse();

    hub.reads("first");
    assertThat(connection.next().get("type").asString()).isEqualTo("hello");
    JsonNode known = connection.next();
    assertThat(known.get("topic").asString()).isEqualTo("first");
    assertThat(known.at("/state/scopes/all/action/0").asLong()).isEqualTo(5);
    hub.reads("first");
    hub.restart();
    hub.reads("second");
    hub.apply(tick(clicks(1)));
    hub.ready();

    connection.next();
    JsonNode replaced = connection.next();
    assertThat(replaced.get("topic").asString()).isEqualTo("second");
    assertThat(replaced.at("/state/scopes/all/action/0").asLong()).isEqualTo(1);
  }

  @Test
  void isAskedWhetherItIsThereAndGivenUpIfItDoesNotAnswer() {
    LiveProperties impatient = asking(Duration.ofMillis(100));
    hub.ready();
    Connection there = connect(null, impatient);
    Connection gone = connect(null, impatient);
    gone.answers.set(false);

    await().untilTrue(gone.ended);
    assertThat(gone.pings.get()).isBetween(1, 9);
    await().until(() -> there.pings.get() > 6);
    assertThat(there.ended).isFalse();
  }

  @Test
  void isGivenTimeToAnswerAfterASendThatTookLong() throws Exception {
    hub.ready();
    Connection slow = connect(null, asking(Duration.ofMillis(200)));
    slow.types(2);
    slow.answers.set(false);
    int before = slow.pings.get();
    await().until(() -> slow.pings.get() > before);
    slow.permits.drainPermits();
    hub.apply(tick(clicks(1)));
    await().until(slow.permits::hasQueuedThreads);
    int unanswered = slow.pings.get();

    assertThat(slow.received.poll(700, TimeUnit.MILLISECONDS)).isNull();
    slow.permits.release(1000);
    await().until(() -> slow.pings.get() > unanswered);
    slow.answers.set(true);
    slow.client.heard();

    hub.apply(tick(clicks(2)));
    assertThat(slow.types(2)).containsExactly("delta 1", "delta 2");
    assertThat(slow.ended).isFalse();
  }

  @Test
  void isGivenWhatItLastWantedAndNotASnapshotForEachOfManyWishes() throws Exception {
    hub.ready();
    hub.apply(tick(clicks(5)));
    Connection connection = connect(null);
    connection.types(2);
    long begun = System.nanoTime();
    for (int i = 1; i <= 5_000; i++) {
      connection.client.subscribe(
          new Subscription(Set.of("all", Integer.toString(i)), Set.of(LiveChannel.COUNTS)));
    }

    List<String> answers = new ArrayList<>();
    while (answers.isEmpty() || !answers.getLast().contains("\"5000\"")) {
      JsonNode answer = connection.next();
      if (answer.get("type").asString().equals("subscribed")) {
        answers.add(answer.get("scopes").toString());
      }
    }
    long intervals = (System.nanoTime() - begun) / LiveClient.BETWEEN_WISHES.toNanos();
    assertThat(answers).hasSizeLessThanOrEqualTo((int) intervals + 1);
    assertThat(connection.types(1)).containsExactly("snapshot 1");
  }

  private static LiveProperties asking(Duration interval) {
    return new LiveProperties(
        10,
        8,
        4,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        interval,
        Duration.ofMillis(100),
        Compression.REMOTE);
  }

  private void publish(int frames) {
    for (int i = 1; i <= frames; i++) {
      hub.apply(tick(clicks(i)));
    }
  }

  private Connection connect(LiveClient.@Nullable Resume resume) {
    return connect(resume, Ticks.PROPERTIES);
  }

  private Connection connect(LiveClient.@Nullable Resume resume, LiveProperties properties) {
    Connection connection = new Connection();
    connection.client =
        new LiveClient(
            hub,
            connection::send,
            Ticks.EVERYTHING,
            resume,
            properties,
            () -> connection.ended.set(true));
    connections.add(connection);
    Thread.ofVirtual().start(connection.client);
    return connection;
  }

  private static final class Connection {
    private final BlockingQueue<TextMessage> received = new LinkedBlockingQueue<>();
    private final Semaphore permits = new Semaphore(1000);
    private final AtomicInteger pings = new AtomicInteger();
    private final AtomicBoolean answers = new AtomicBoolean(true);
    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private LiveClient client;

    private void send(WebSocketMessage<?> message) throws IOException {
      if (broken.get()) {
        throw new IOException("broken");
      }
      if (message instanceof PingMessage) {
        pings.incrementAndGet();
        if (answers.get()) {
          client.heard();
        }
        return;
      }
      permits.acquireUninterruptibly();
      received.add((TextMessage) message);
    }

    private JsonNode next() throws InterruptedException {
      TextMessage message = received.poll(5, TimeUnit.SECONDS);
      assertThat(message).as("a frame within 5 s").isNotNull();
      return JsonMapper.shared().readTree(message.getPayload());
    }

    private List<String> types(int count) throws InterruptedException {
      List<String> types = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        JsonNode frame = next();
        types.add(frame.get("type").asString() + " " + frame.get("seq").asLong());
      }
      return types;
    }
  }
}
