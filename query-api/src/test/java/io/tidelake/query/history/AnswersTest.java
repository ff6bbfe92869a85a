package io.tidelake.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.ErrorCode;
import io.tidelake.query.trino.Sql;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.RowMapper;

@Timeout(20)
class AnswersTest {

  private static final RowMapper<String> ANY = (row, number) -> "row";

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger queries = new AtomicInteger();
  private final CountDownLatch answer = new CountDownLatch(1);
  private int rows = 1;
  private boolean fails;

  private final Answers answers =
      new Answers(
          new Answers.Source() {
            @Override
            public <T> List<T> query(Sql sql, Map<String, ?> parameters, RowMapper<T> mapper) {
              return ask(mapper);
            }
          },
          new HistoryProperties(1, 1),
          meters);

  @Test
  void whoAsksTheSameAtTheSameTimeSharesOneQuery() {
    List<CompletableFuture<List<String>>> waiting =
        IntStream.range(0, 20).mapToObj(i -> answers.begin(sql(1), Map.of("a", 1), ANY)).toList();
    answer.countDown();

    assertThat(waiting).allSatisfy(each -> assertThat(Answers.join(each)).containsExactly("row"));
    assertThat(queries).hasValue(1);
    assertThat(meters.get("cache.gets").tag("result", "hit").functionCounter().count())
        .isEqualTo(19);
  }

  @Test
  void otherParametersOrAnotherSnapshotIsAnotherQuestion() {
    answer.countDown();
    answers.to(sql(1), Map.of("a", 1), ANY);
    answers.to(sql(1), Map.of("a", 1), ANY);
    answers.to(sql(1), Map.of("a", 2), ANY);
    answers.to(sql(2), Map.of("a", 1), ANY);

    assertThat(queries).hasValue(3);
  }

  @RepeatedTest(20)
  void aFailureIsNotRemembered() {
    answer.countDown();
    fails = true;
    assertThatThrownBy(() -> answers.to(sql(1), Map.of(), ANY)).isInstanceOf(ApiException.class);
    fails = false;

    assertThat(answers.to(sql(1), Map.of(), ANY)).containsExactly("row");
  }

  @Test
  void whatWeighsTooMuchIsNotKept() {
    answer.countDown();
    rows = 100_000;
    answers.to(sql(1), Map.of(), ANY);
    rows = 1;
    // It goes a moment after it came.
    await()
        .untilAsserted(
            () -> {
              answers.to(sql(1), Map.of(), ANY);
              assertThat(queries).hasValue(2);
            });
    answers.to(sql(1), Map.of(), ANY);

    assertThat(queries).hasValue(2);
  }

  private <T> List<T> ask(RowMapper<T> mapper) {
    try {
      queries.incrementAndGet();
      answer.await();
      if (fails) {
        throw new ApiException(
            ErrorCode.UNAVAILABLE, HttpStatus.SERVICE_UNAVAILABLE, null, "status.503");
      }
      return Collections.nCopies(rows, mapper.mapRow(null, 0));
    } catch (InterruptedException | java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Sql sql(long snapshot) {
    return new Sql("q", "SELECT 1 FROM t FOR VERSION AS OF {snapshot}").at("snapshot", snapshot);
  }
}
