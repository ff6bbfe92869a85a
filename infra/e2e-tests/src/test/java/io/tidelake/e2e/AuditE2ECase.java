package io.tidelake.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidelake.stack.server.AccessToken;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Secrets;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The audit log in the lake: every call is in it once, whatever happens to the service. */
@ExtendWith(SharedLake.class)
class AuditE2ECase {

  private static final Duration SHIPPED = Duration.ofSeconds(120);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static LakeStack stack;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    stack = SharedLake.stack();
  }

  @Test
  void everyCallReachesTheLakeOnceAlsoIfTheServiceIsKilled() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(call("/api/system/metrics?metric=cpu&period=5m", "李雷", "viewer").statusCode())
          .isEqualTo(200);
    }
    stack.servers().kill(Part.QUERY_API);
    stack.servers().awaitHealthy(Part.QUERY_API, Duration.ofSeconds(120));
    for (int i = 0; i < 10; i++) {
      assertThat(call("/api/admin/stats", "李雷", "viewer").statusCode()).isEqualTo(403);
    }

    await()
        .atMost(SHIPPED)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () ->
                assertThat(
                        stack
                            .lake()
                            .counts(
                                "SELECT CAST(code AS varchar), count(*) FROM audit_log"
                                    + " WHERE caller = '李雷' GROUP BY code"))
                    .isEqualTo(Map.of("0", 20L, "1007", 10L)));
    assertThat(
            stack
                .lake()
                .number(
                    "SELECT count(DISTINCT id) FROM audit_log WHERE caller = '李雷' AND role ="
                        + " 'viewer' AND address = '127.0.0.1' AND date(called_at AT TIME ZONE"
                        + " 'Asia/Shanghai') = dt AND duration_ms >= 0"))
        .isEqualTo(30);
    assertThat(
            stack
                .lake()
                .number(
                    "SELECT count(*) FROM audit_log WHERE parameters ="
                        + " '{\"metric\":[\"cpu\"],\"period\":[\"5m\"]}'"))
        .isEqualTo(20);

    JsonNode page =
        JSON.readTree(
            call("/api/admin/audit?limit=7&offset=5&user=" + encoded("李雷"), "root", "admin")
                .body());
    assertThat(page.at("/pagination/total").asLong()).isEqualTo(30);
    assertThat(page.get("data")).hasSize(7);
    page.get("data").forEach(row -> assertThat(row.get("shipped").asBoolean()).isTrue());
  }

  private HttpResponse<String> call(String path, String user, String role) throws Exception {
    Secrets secrets = Secrets.loadOrCreate(stack.site().secrets());
    String token = AccessToken.sign(secrets, user, role, Instant.now(), Duration.ofHours(1));
    return http.send(
        HttpRequest.newBuilder(URI.create(stack.site().url(Part.QUERY_API) + path))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(60))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
