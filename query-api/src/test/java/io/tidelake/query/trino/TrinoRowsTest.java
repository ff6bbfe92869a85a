package io.tidelake.query.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.tidelake.query.platform.ApiException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a driver whose rows come as the test says. */
@Timeout(20)
class TrinoRowsTest {

  private static final Duration SILENCE = Duration.ofMillis(250);
  private static final Duration OUTAGE = Duration.ofSeconds(3);

  private final CountDownLatch never = new CountDownLatch(1);
  private final AtomicInteger given = new AtomicInteger();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicBoolean stalled = new AtomicBoolean();
  private final AtomicInteger missed = new AtomicInteger();
  private HttpServer trino;
  private int rows = 3;

  @BeforeEach
  void start() throws IOException {
    trino = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    trino.createContext(
        "/v1/info",
        exchange -> {
          if (stalled.get()) {
            missed.incrementAndGet();
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            return;
          }
          byte[] body = "{\"starting\":false}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    trino.start();
  }

  @AfterEach
  void stop() {
    trino.stop(0);
  }

  @Test
  void givesEveryRowOnceAndLetsTheConnectionGo() {
    try (TrinoRows open = open(Duration.ofSeconds(10))) {
      while (open.next()) {
        assertThat(open.row()).isNotNull();
      }
      assertThat(open.count()).isEqualTo(3);
      assertThat(open.next()).isFalse();
    }
    assertThat(closed).hasValue(2);
    assertThat(cancelled).isFalse();
  }

  @Test
  void endsTheWaitWhenTrinoIsGone() {
    rows = Integer.MAX_VALUE;
    try (TrinoRows open = open(Duration.ofSeconds(10))) {
      readUntilSilence(open);
      trino.stop(0);

      assertThatThrownBy(open::next)
          .isInstanceOfSatisfying(
              ApiException.class, problem -> assertThat(problem.code().code()).isEqualTo(1002));
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
    assertThat(closed).hasValue(2);
  }

  @Test
  void waitsForATrinoThatIsAwayForAMoment() {
    rows = 5;
    stalled.set(true);
    Thread.ofVirtual()
        .start(
            () -> {
              await().until(() -> missed.get() >= 3);
              stalled.set(false);
              await().pollDelay(SILENCE).until(() -> true);
              never.countDown();
            });
    try (TrinoRows open = open(Duration.ofSeconds(15))) {
      readUntilSilence(open);

      assertThat(open.next()).isTrue();
      assertThat(open.next()).isTrue();
      assertThat(open.next()).isFalse();
    }
    assertThat(missed.get()).isGreaterThanOrEqualTo(3);
    assertThat(cancelled).isFalse();
  }

  @Test
  void isNotPatientForEver() {
    rows = Integer.MAX_VALUE;
    stalled.set(true);
    try (TrinoRows open = open(Duration.ofSeconds(15))) {
      readUntilSilence(open);
      long start = System.nanoTime();

      assertThatThrownBy(open::next)
          .isInstanceOfSatisfying(
              ApiException.class, problem -> assertThat(problem.code().code()).isEqualTo(1002));
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(OUTAGE, OUTAGE.plusSeconds(8));
    }
    await().untilTrue(cancelled);
  }

  @Test
  void givesUpASilenceThatIsTooLongThoughTrinoLives() {
    rows = Integer.MAX_VALUE;
    try (TrinoRows open = open(Duration.ofSeconds(1))) {
      readUntilSilence(open);

      assertThatThrownBy(open::next)
          .isInstanceOfSatisfying(
              ApiException.class, problem -> assertThat(problem.code().code()).isEqualTo(1003));
    }
    await().untilTrue(cancelled);
  }

  @Test
  void anotherThreadMayCancel() throws Exception {
    rows = Integer.MAX_VALUE;
    try (TrinoRows open = open(Duration.ofSeconds(10))) {
      readUntilSilence(open);
      Thread.ofVirtual()
          .start(
              () -> {
                await().until(() -> given.get() == 4);
                open.cancel();
              });

      assertThatThrownBy(open::next).isInstanceOf(CancellationException.class);
      assertThatThrownBy(open::next).isInstanceOf(CancellationException.class);
      await().untilTrue(cancelled);
    }
  }

  @Test
  void aReaderThatTakesItsTimeIsNotSilence() {
    try (TrinoRows open = open(Duration.ofSeconds(1))) {
      open.next();
      await().pollDelay(Duration.ofMillis(1500)).until(() -> true);

      assertThat(open.next()).isTrue();
    }
    assertThat(cancelled).isFalse();
  }

  private void readUntilSilence(TrinoRows open) {
    for (int i = 0; i < 3; i++) {
      assertThat(open.next()).isTrue();
    }
  }

  private TrinoRows open(Duration streamSilence) {
    TrinoProperties properties =
        new TrinoProperties(
            "jdbc:trino://localhost:" + trino.getAddress().getPort() + "/lake/taobao",
            "test",
            1,
            0,
            SILENCE,
            SILENCE,
            Duration.ofSeconds(1),
            1,
            OUTAGE,
            streamSilence);
    return new TrinoRows(
        source(),
        new TrinoHeartbeat(properties),
        properties,
        new Sql("test", "SELECT 1 WHERE 1 = :one"),
        Map.of("one", 1));
  }

  private DataSource source() {
    return fake(
        DataSource.class,
        (name, arguments) ->
            fake(
                Connection.class,
                (method, values) ->
                    switch (method) {
                      case "prepareStatement" -> statement();
                      case "close" -> closed.incrementAndGet();
                      default -> null;
                    }));
  }

  private PreparedStatement statement() {
    return fake(
        PreparedStatement.class,
        (name, arguments) -> {
          switch (name) {
            case "executeQuery":
              return fake(ResultSet.class, (method, values) -> next());
            case "cancel":
              cancelled.set(true);
              return null;
            case "close":
              return closed.incrementAndGet();
            default:
              return null;
          }
        });
  }

  private boolean next() throws SQLException {
    if (given.incrementAndGet() <= Math.min(rows, 3)) {
      return true;
    }
    if (rows > 3) {
      try {
        never.await();
      } catch (InterruptedException e) {
        throw new SQLException(e);
      }
    }
    return given.get() <= rows;
  }

  private interface Behaviour {
    Object call(String method, Object[] arguments) throws Throwable;
  }

  private static <T> T fake(Class<T> type, Behaviour behaviour) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object result = behaviour.call(method.getName(), arguments);
              return method.getReturnType() == void.class ? null : result;
            }));
  }
}
