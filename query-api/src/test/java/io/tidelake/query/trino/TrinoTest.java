package io.tidelake.query.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.query.platform.ApiException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrinoTest {

  @ParameterizedTest
  @CsvSource({
    // SYNTAX_ERROR, FUNCTION_NOT_FOUND, DIVISION_BY_ZERO, GENERIC_INTERNAL_ERROR
    "1, 500, 1",
    "6, 500, 1",
    "8, 500, 1",
    "65536, 500, 1",
    // CATALOG_NOT_FOUND, NO_NODES_AVAILABLE, SERVER_STARTING_UP, CLUSTER_OUT_OF_MEMORY, a
    // connector's
    "44, 503, 1008",
    "65541, 503, 1008",
    "65548, 503, 1008",
    "131076, 503, 1008",
    "84148227, 503, 1008",
    // USER_CANCELED, EXCEEDED_TIME_LIMIT
    "3, 504, 1003",
    "131075, 504, 1003"
  })
  void answersOfTrinoBecomeTruthfulStatuses(int errorCode, int status, int code) {
    ApiException problem = of(new SQLException("no", "S", errorCode));

    assertThat(problem.status().value()).isEqualTo(status);
    assertThat(problem.code().code()).isEqualTo(code);
  }

  @Test
  void silenceIsUnreachable() {
    ApiException problem = of(new SQLException("Error executing query", new ConnectException()));

    assertThat(problem.status().value()).isEqualTo(503);
    assertThat(problem.code().code()).isEqualTo(1002);
  }

  @Test
  void noFreeConnectionIsBusy() {
    ApiException problem = of(new RuntimeException(new SQLTransientConnectionException("pool")));

    assertThat(problem.status().value()).isEqualTo(503);
    assertThat(problem.code().code()).isEqualTo(1008);
  }

  @Test
  void whoMustNotWaitIsBusyAndWhoWaitedInVainTimedOut() {
    ApiException full = TrinoFailure.busy().toApiException(Duration.ZERO, Duration.ofSeconds(5));
    ApiException waited =
        TrinoFailure.queuedTooLong().toApiException(Duration.ZERO, Duration.ofSeconds(5));

    assertThat(List.of(full.status().value(), full.code().code())).containsExactly(503, 1008);
    assertThat(List.of(waited.status().value(), waited.code().code())).containsExactly(503, 1003);
  }

  @ParameterizedTest
  @CsvSource({"45, true", "46, true", "44, false"})
  void aLakeWithoutTheTableIsEmptyRatherThanBroken(int errorCode, boolean empty) {
    assertThat(TrinoFailure.of(new SQLException("no", "S", errorCode)).tableMissing())
        .isEqualTo(empty);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:trino://localhost:8080/lake/taobao, http://localhost:8080/v1/info",
    "jdbc:trino://trino:443/lake/taobao, https://trino:443/v1/info",
    "jdbc:trino://trino:8443/lake/taobao?SSL=true, https://trino:8443/v1/info"
  })
  void findsTheServerInItsAddress(String url, String info) {
    assertThat(TrinoHeartbeat.infoOf(url)).hasToString(info);
  }

  @Test
  void refusesAnAddressOfAnotherDatabase() {
    assertThatThrownBy(() -> TrinoHeartbeat.infoOf("jdbc:mysql://x"))
        .hasMessageContaining("tidelake.trino.url");
  }

  private static ApiException of(Throwable problem) {
    return TrinoFailure.of(problem).toApiException(Duration.ofSeconds(30), Duration.ofSeconds(5));
  }
}
