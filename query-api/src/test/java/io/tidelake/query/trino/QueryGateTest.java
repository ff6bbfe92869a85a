package io.tidelake.query.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidelake.query.platform.ApiException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class QueryGateTest {

  private static final Sql SQL = new Sql("test", "SELECT 1");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void oneRunsOneWaitsAndTheNextIsRefusedAtOnce() throws Exception {
    QueryGate gate = gate(1, Duration.ofSeconds(10));
    CountDownLatch end = new CountDownLatch(1);
    AtomicBoolean second = new AtomicBoolean();
    QueryGate.Turn first = gate.enter(SQL);
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (QueryGate.Turn turn = gate.enter(SQL)) {
                    second.set(true);
                    end.await();
                  } catch (TrinoFailure | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    await().until(() -> gauge("tidelake.trino.queries.waiting") == 1);

    assertThatThrownBy(() -> gate.enter(SQL))
        .isInstanceOfSatisfying(TrinoFailure.class, full -> assertThat(code(full)).isEqualTo(1008));
    assertThat(second).isFalse();
    first.close();
    await().untilTrue(second);
    end.countDown();
    waiting.join();
    assertThat(gauge("tidelake.trino.queries.running")).isZero();
    assertThat(meters.get("tidelake.trino.queries.refused").counter().count()).isEqualTo(1);
  }

  @Test
  void nobodyWaitsLongerThanPromised() throws Exception {
    QueryGate gate = gate(5, Duration.ofMillis(250));
    try (QueryGate.Turn running = gate.enter(SQL)) {
      assertThatThrownBy(() -> gate.enter(SQL))
          .isInstanceOfSatisfying(
              TrinoFailure.class, late -> assertThat(code(late)).isEqualTo(1003));
      running.succeeded();
    }
    assertThat(meters.get("tidelake.trino.query").tag("outcome", "success").timer().count())
        .isEqualTo(1);
  }

  private QueryGate gate(int queue, Duration patience) {
    return new QueryGate(
        new TrinoProperties(
            "jdbc:trino://localhost:1/lake/taobao",
            "test",
            1,
            queue,
            patience,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1)),
        meters);
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  private static int code(TrinoFailure failure) {
    ApiException problem = failure.toApiException(Duration.ofSeconds(1), Duration.ofSeconds(1));
    return problem.code().code();
  }
}
