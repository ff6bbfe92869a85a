package io.tidelake.query.security;

import static io.tidelake.query.HttpCalls.assertError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.query.HttpCalls;
import io.tidelake.query.QueryApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The service with everything closed: who gets in with what. */
@SpringBootTest(
    classes = QueryApi.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.trino.url=jdbc:trino://localhost:1/lake/taobao",
      "tidelake.flink.url=http://localhost:1",
      "tidelake.catalog.url=http://localhost:1",
      "tidelake.object-store.url=http://localhost:1",
      "tidelake.maintenance.url=http://localhost:1",
      "tidelake.security.anonymous=none",
      "tidelake.security.key=" + Tokens.KEY,
      "tidelake.allowed-origins=https://board.example",
    })
class SecureITCase {

  private static final String SYSTEM = "/api/system/status";

  @LocalServerPort private int port;
  private HttpCalls service;

  @BeforeEach
  void connect() {
    service = new HttpCalls(port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/", "/index.html"})
  void healthAndThePageItselfAreOpen(String path) throws Exception {
    assertThat(service.get(path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/user_stats",
        "/api/user_stats/dimensions?dimension=age",
        "/api/export_user_stats",
        "/api/export_user_stats/excel",
        "/api/system/status",
        "/api/system/metrics",
        "/api/lake/tables",
        "/api/admin/stats",
        "/api/nothing",
        "/nothing",
        "/downloads/x.json",
        "/actuator/prometheus",
        "/v3/api-docs",
        "/swagger-ui/index.html",
        "/socket.io/?EIO=4&transport=polling",
        "/ws/live"
      })
  void everythingElseAsksForAToken(String path) throws Exception {
    HttpResponse<String> response = service.get(path, "Accept-Language", "en");

    assertThat(assertError(response, 401, 1007).get("msg").asString())
        .contains("GET /", "needs a token of role");
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"tidelake\"");
  }

  @ParameterizedTest
  @CsvSource({
    "viewer, GET, /api/system/status, 200",
    "viewer, GET, /api/user_stats, 503",
    "viewer, GET, /api/export_user_stats, 403",
    "viewer, GET, /downloads/x.json, 403",
    "viewer, GET, /api/lake/quarantine, 403",
    "analyst, GET, /api/lake/quarantine, 503",
    "viewer, GET, /api/exports/1, 403",
    "viewer, DELETE, /api/exports/1, 403",
    "viewer, GET, /api/admin/stats, 403",
    "viewer, POST, /api/admin/anything, 403",
    "viewer, POST, /api/admin/cache/clear, 403",
    "viewer, POST, /api/admin/maintenance/run, 403",
    "viewer, POST, /api/admin/audit/ship, 403",
    "analyst, GET, /api/system/status, 200",
    "analyst, GET, /downloads/x.json, 404",
    "analyst, GET, /api/admin/stats, 403",
    "analyst, POST, /api/admin/cache/clear, 403",
    "analyst, POST, /api/admin/maintenance/run, 403",
    "admin, GET, /api/system/status, 200",
    "admin, GET, /api/admin/nothing, 404",
    "admin, POST, /api/admin/nothing, 404",
    "admin, POST, /api/admin/cache/clear, 200",
    "admin, GET, /api/admin/cache/clear, 405",
    "admin, POST, /api/admin/maintenance/run, 503"
  })
  void aRoleOpensWhatIsItsOwnAndNoMore(String role, String method, String path, int status)
      throws Exception {
    HttpResponse<String> response =
        service.send(method, path, "Authorization", "Bearer " + Tokens.of("li", role));

    assertThat(response.statusCode()).isEqualTo(status);
    if (status == 403) {
      assertThat(assertError(response, 403, 1007).get("msg").asString()).contains(role);
      assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
          .contains("insufficient_scope");
    }
  }

  static Stream<String> badTokens() {
    String good = Tokens.of("li", "admin");
    String none = base64("{\"alg\":\"none\"}") + "." + good.split("\\.")[1] + ".";
    return Stream.of(
        "x",
        "x.y.z",
        none,
        good + "x",
        good.substring(0, good.lastIndexOf('.') + 1),
        Tokens.signed("ff".repeat(32), claims -> claims),
        Tokens.signed(
            Tokens.KEY,
            claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(3600)))),
        Tokens.signed(Tokens.KEY, claims -> claims.expirationTime(null)),
        Tokens.signed(
            Tokens.KEY, claims -> claims.notBeforeTime(Date.from(Instant.now().plusSeconds(3600)))),
        Tokens.signed(Tokens.KEY, claims -> claims.audience("elsewhere")),
        Tokens.signed(Tokens.KEY, claims -> claims.issuer("elsewhere")),
        Tokens.signed(Tokens.KEY, claims -> claims.claim("role", "root")),
        Tokens.signed(Tokens.KEY, claims -> claims.claim("role", null)),
        Tokens.signed(Tokens.KEY, claims -> claims.subject(null)),
        Tokens.signed(Tokens.KEY, claims -> claims.subject("anonymous")),
        Tokens.signed(Tokens.KEY, claims -> claims.subject("line\nbreak")));
  }

  @ParameterizedTest
  @MethodSource("badTokens")
  void aBadTokenIsWorthNothing(String token) throws Exception {
    HttpResponse<String> response = service.get(SYSTEM, "Authorization", "Bearer " + token);

    assertError(response, 401, 1007);
    assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
        .contains("invalid_token");
    assertThat(service.get("/api/nothing", "Authorization", token).statusCode()).isEqualTo(401);
  }

  @Test
  void clientsOfTheOriginalSendTheTokenBare() throws Exception {
    assertThat(service.get(SYSTEM, "Authorization", Tokens.of("li", "viewer")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void twoTokensAreOneTooMany() throws Exception {
    assertError(
        service.get(
            SYSTEM,
            "Authorization",
            "Bearer " + Tokens.of("li", "viewer"),
            "Authorization",
            "Bearer " + Tokens.of("li", "admin")),
        401,
        1007);
  }

  @Test
  void aTokenInAnAddressCountsForLiveConnectionsOnly() throws Exception {
    String parameter = "access_token=" + Tokens.of("li", "viewer");

    assertError(service.get(SYSTEM + "?" + parameter), 401, 1007);
    assertThat(service.get("/socket.io/?EIO=4&transport=polling&" + parameter).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aBrowserOpensALiveConnectionWithATokenAsSubprotocol() throws Exception {
    String token = Tokens.of("li", "viewer");

    WebSocket bySubprotocol = open("/ws/live", "tidelake", "bearer." + token);
    assertThat(bySubprotocol.getSubprotocol()).isEqualTo("tidelake");
    bySubprotocol.abort();
    WebSocket byQuery = open("/ws/live?access_token=" + token);
    byQuery.abort();
    WebSocket socketIo =
        open("/socket.io/?EIO=4&transport=websocket", "tidelake", "bearer." + token);
    socketIo.abort();
    assertThatThrownBy(() -> open("/ws/live", "tidelake", "bearer.x.y.z"))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(WebSocketHandshakeException.class);
    assertThatThrownBy(() -> open("/ws/live")).isInstanceOf(ExecutionException.class);
  }

  @Test
  void onlyConfiguredOriginsMayReadAnswers() throws Exception {
    String token = "Bearer " + Tokens.of("li", "viewer");

    HttpResponse<String> allowed =
        service.get(SYSTEM, "Origin", "https://board.example", "Authorization", token);
    assertThat(allowed.statusCode()).isEqualTo(200);
    assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://board.example");
    assertThat(allowed.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
        .contains("RateLimit", "X-Request-Id");

    assertError(
        service.get(SYSTEM, "Origin", "https://evil.example", "Authorization", token), 403, 1007);

    HttpResponse<String> preflight =
        service.send(
            "OPTIONS",
            SYSTEM,
            "Origin",
            "https://board.example",
            "Access-Control-Request-Method",
            "GET",
            "Access-Control-Request-Headers",
            "authorization");
    assertThat(preflight.statusCode()).isEqualTo(200);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
        .isEqualToIgnoringCase("authorization");
  }

  @Test
  void headersThatKeepPagesAtHomeAreSetOnce() throws Exception {
    HttpResponse<String> refused = service.get(SYSTEM);

    for (String header :
        new String[] {"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options"}) {
      assertThat(refused.headers().allValues(header)).as(header).hasSize(1);
    }
    assertThat(refused.headers().allValues("Set-Cookie")).isEmpty();
  }

  private WebSocket open(String path, String... protocols) throws Exception {
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    if (protocols.length > 0) {
      builder.subprotocols(
          protocols[0], java.util.Arrays.copyOfRange(protocols, 1, protocols.length));
    }
    return builder
        .buildAsync(URI.create("ws://localhost:" + port + path), new WebSocket.Listener() {})
        .get();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
