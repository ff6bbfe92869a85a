package io.tidelake.query;

import static io.tidelake.query.HttpCalls.assertError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidelake.query.apidocs.Operation;
import io.tidelake.query.security.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/**
 * What nobody of good will sends. Each client of these tests has an address of its own behind a
 * trusted proxy, so that the limits of one do not touch the others.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.trino.url=jdbc:trino://localhost:1/lake/taobao",
      "tidelake.flink.url=http://localhost:1",
      "tidelake.catalog.url=http://localhost:1",
      "tidelake.object-store.url=http://localhost:1",
      "tidelake.maintenance.url=http://localhost:1",
      "tidelake.security.key=" + Tokens.KEY,
      "tidelake.trusted-proxies=127.0.0.1,::1",
      "tidelake.head-timeout=2s",
      "tidelake.body-timeout=2s",
      "server.tomcat.connection-timeout=1s"
    })
class HostileITCase {

  private static final List<String> INJECTIONS =
      List.of(
          "' OR '1'='1",
          "1; DROP TABLE raw_events --",
          "${jndi:ldap://x/y}<script>",
          "\u0000٣",
          "9223372036854775808");

  /** Whoever looks whether the service lives wants to know that, and a file is a file. */
  private static final Set<String> LENIENT = Set.of("/healthz", "/downloads/{name}");

  private static final List<String> WAYS_OUT =
      List.of(
          "../../etc/passwd",
          "..%2f..%2fetc%2fpasswd",
          "%2e%2e/%2e%2e/etc/passwd",
          "..%5c..%5cwindows%5cwin.ini",
          "%252e%252e%252fetc",
          "/etc/passwd",
          "x;/../secrets.properties",
          "%00");

  @LocalServerPort private int port;
  private HttpCalls service;

  @BeforeEach
  void connect() {
    service = new HttpCalls(port);
  }

  @Test
  void noParameterOfAnyCallIsAWayIn() throws Exception {
    JsonNode document = HttpCalls.json(service.get("/v3/api-docs"));
    int client = 0;
    for (Operation call : Operation.of(document)) {
      for (JsonNode parameter : call.parameters(document)) {
        String name = parameter.get("name").asString();
        client++;
        // One of their own each: exports are few.
        String admin = "Bearer " + Tokens.of("root" + client, "admin");
        for (String injection : INJECTIONS) {
          String path =
              parameter.get("in").asString().equals("path")
                  ? call.path().replace("{" + name + "}", encoded(injection))
                  : call.pathWith(document, name, injection);
          HttpResponse<String> response =
              service.send(
                  call.method().toUpperCase(Locale.ROOT),
                  path,
                  "Authorization",
                  admin,
                  "X-Forwarded-For",
                  "10.1.0." + client);
          String said = name + "=" + injection + ": " + response.body();
          // Refused, not there, or taken as a text that Trino, which is gone, would have compared.
          assertThat(response.statusCode()).as(said).isIn(400, 404, 503);
          assertThat(HttpCalls.json(response).get("code").asInt())
              .as(said)
              .isIn(1, 1001, 1002, 1008);
          assertThat(response.headers().firstValue("Content-Type").orElseThrow())
              .startsWith("application/json");
          // Also where a file had been begun.
          assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
          assertThat(response.headers().firstValue("Content-Security-Policy")).isPresent();
          assertThat(response.headers().firstValue("Content-Disposition")).isEmpty();
          assertThat(response.body()).doesNotContain("io.trino", "SQLException", "SELECT DISTINCT");
          assertThat(response.headers().firstValue("Retry-After").isPresent())
              .as(said)
              .isEqualTo(response.statusCode() == 503);
        }
      }
    }
    assertThat(client).isPositive();
  }

  /** As the document says. */
  @Test
  void aParameterThatIsNotKnownIsRefusedByEveryCall() throws Exception {
    JsonNode document = HttpCalls.json(service.get("/v3/api-docs"));
    int client = 0;
    for (Operation call : Operation.of(document)) {
      if (LENIENT.contains(call.path())) {
        continue;
      }
      client++;
      HttpResponse<String> response =
          service.send(
              call.method().toUpperCase(Locale.ROOT),
              call.pathWith(document, "colour", "red").replaceAll("\\{.*}", "1"),
              "Authorization",
              "Bearer " + Tokens.of("unknown" + client, "admin"));

      assertThat(response.statusCode()).as(call + response.body()).isEqualTo(400);
      assertThat(assertError(response, 400, 1001).get("msg").asString()).contains("colour");
    }
    assertThat(client).isGreaterThan(20);
  }

  @Test
  void everyParameterOfEveryCallMayBeGivenOnce() throws Exception {
    JsonNode document = HttpCalls.json(service.get("/v3/api-docs"));
    int client = 0;
    for (Operation call : Operation.of(document)) {
      for (JsonNode parameter : call.parameters(document)) {
        if (!parameter.get("in").asString().equals("query")) {
          continue;
        }
        client++;
        String name = parameter.get("name").asString();
        for (String again :
            List.of(name, "%" + Integer.toHexString(name.charAt(0)) + name.substring(1))) {
          HttpResponse<String> response =
              service.send(
                  call.method().toUpperCase(Locale.ROOT),
                  call.pathWith(document, name, "1") + "&" + again + "=1",
                  "Authorization",
                  "Bearer " + Tokens.of("twice" + client, "admin"));

          assertThat(response.statusCode()).as(call.path() + name + response.body()).isEqualTo(400);
          assertThat(assertError(response, 400, 1001).get("msg").asString()).contains(name);
        }
      }
    }
    assertThat(client).isGreaterThan(80);
  }

  @Test
  void noPathParameterLeadsOutOfItsFolder() throws Exception {
    JsonNode document = HttpCalls.json(service.get("/v3/api-docs"));
    int tried = 0;
    for (Operation call : Operation.of(document)) {
      if (!call.path().contains("{")) {
        continue;
      }
      for (String way : WAYS_OUT) {
        tried++;
        Answer answer =
            raw(
                "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                    .formatted(
                        call.method().toUpperCase(Locale.ROOT),
                        call.path().replaceAll("\\{.*}", Matcher.quoteReplacement(way))));

        assertThat(answer.status()).as(call + way + answer.body()).isIn(400, 404, 405);
        assertThat(answer.body()).doesNotContain("root:", "tidelake:", "\tat ");
        if (!answer.body().isEmpty()) {
          assertThat(answer.body()).containsPattern("\"code\":(1|1001),");
        }
      }
    }
    assertThat(tried).isGreaterThanOrEqualTo(3 * WAYS_OUT.size());
  }

  @ParameterizedTest
  @CsvSource({
    "/downloads/../../etc/passwd",
    "/downloads/..%2f..%2fetc%2fpasswd",
    "/downloads/%2e%2e/%2e%2e/etc/passwd",
    "/downloads/..%5c..%5cwindows%5cwin.ini",
    "/downloads/%252e%252e%252fetc",
    "/downloads//etc/passwd",
    "/downloads/x;/../secrets.properties",
    "/downloads/%00",
    "/assets/../application.yaml",
    "/assets/..%2fapplication.yaml",
    "/swagger-ui/../application.yaml",
    "/swagger-ui/%2e%2e/application.yaml",
    "/swagger-ui/..%2f..%2fapplication.yaml",
    "/WEB-INF/web.xml",
    "/application.yaml",
    "/../../../etc/passwd"
  })
  void noPathLeadsOutOfItsFolder(String path) throws Exception {
    Answer answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer.status()).as(answer.body()).isIn(400, 404);
    assertThat(answer.body()).doesNotContain("root:", "tidelake:", "bootstrap");
    if (!answer.body().isEmpty()) {
      assertThat(answer.body()).containsPattern("\"code\":(1|1001),");
    }
  }

  @Test
  void aLongQueryStringIsRefusedWithAReason() throws Exception {
    HttpResponse<String> response =
        service.get("/api/user_stats?x=" + "a".repeat(20_000), "Accept-Language", "en");

    assertThat(assertError(response, 414, 1001).get("msg").asString()).contains("20002", "16384");
  }

  @Test
  void whatIsRefusedForItsQueryStringIsChargedToo() throws Exception {
    String client = "10.5.0.1";
    for (String query : List.of("limit=1&limit=1", "x=" + "a".repeat(20_000))) {
      service.get("/api/user_stats?" + query, "X-Forwarded-For", client);
    }

    assertThat(
            service
                .get("/api/nothing", "X-Forwarded-For", client)
                .headers()
                .firstValue("RateLimit")
                .orElseThrow())
        .startsWith("\"calls\";r=997;");
  }

  /** What counts is what the path leads to, not how it is spelt. */
  @Test
  void aPathThatIsSpeltOtherwiseIsTheSameCall() throws Exception {
    String client = "10.6.0.1";
    HttpResponse<String> status = service.get("/%61pi/system/%73tatus", "X-Forwarded-For", client);
    assertThat(status.statusCode()).isEqualTo(200);
    assertThat(status.headers().firstValue("RateLimit").orElseThrow()).contains(";r=999;");
    assertThat(status.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertError(
        service.get("/%61pi/user_stats?limit=1&limit=1", "X-Forwarded-For", client), 400, 1001);
    assertError(service.get("/%61pi/%61dmin/stats", "X-Forwarded-For", client), 401, 1007);
    assertThat(
            service
                .get("/api/%65xport_user_stats/excel?sheets=x", "X-Forwarded-For", client)
                .headers()
                .firstValue("RateLimit")
                .orElseThrow())
        .contains("\"exports\";r=9;");
  }

  @Test
  void aMegabyteOfQueryStringIsCutOffAndHurtsNobody() throws Exception {
    Answer answer =
        raw("GET /api/user_stats?x=" + "a".repeat(1 << 20) + " HTTP/1.1\r\nHost: x\r\n\r\n");

    // By Tomcat itself, before there is a request.
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .startsWith("{\"code\":1001,\"msg\":\"请求无效")
        .doesNotContain("Exception", "Tomcat");
    assertThat(service.get("/healthz").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=1&limit=2", "limit=1&limit=1", "limit=1&%6cimit=2"})
  void aParameterGivenTwiceIsRefusedByName(String query) throws Exception {
    assertThat(
            assertError(service.get("/api/user_stats?" + query), 400, 1001).get("msg").asString())
        .contains("limit");
  }

  @Test
  void anUnknownParameterOfHealthIsIgnored() throws Exception {
    assertThat(service.get("/healthz?colour=red&colour=blue").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/user_stats?limit=%zz", "/api/user_stats?limit=%C3%28"})
  void aQueryStringThatCannotBeDecodedIsRefused(String path) throws Exception {
    Answer answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":1001");
  }

  @Test
  void twoThousandCallsAMinuteAreHalfTooMany() throws Exception {
    String client = "10.2.0.1";
    long start = System.nanoTime();
    List<Integer> statuses = statuses(2000, "/api/nothing", client);
    long windows = Duration.ofNanos(System.nanoTime() - start).toMinutes() + 1;

    long granted = statuses.stream().filter(status -> status == 404).count();
    assertThat(statuses).allMatch(status -> status == 404 || status == 429);
    assertThat(granted).isBetween(1000L, 1000 * windows);

    HttpResponse<String> refused = service.get("/api/system/status", "X-Forwarded-For", client);
    if (windows == 1) {
      assertError(refused, 429, 1008);
      assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
          .isBetween(1L, 60L);
      assertThat(refused.headers().firstValue("RateLimit").orElseThrow())
          .startsWith("\"calls\";r=0;t=");
      assertThat(refused.headers().firstValue("RateLimit-Policy"))
          .hasValue("\"calls\";q=1000;w=60");
    }
    // Neither the page nor health, nor other callers, nor one with a token.
    assertThat(service.get("/", "X-Forwarded-For", client).statusCode()).isEqualTo(200);
    assertThat(service.get("/healthz", "X-Forwarded-For", client).statusCode()).isEqualTo(200);
    assertThat(service.get("/api/system/status", "X-Forwarded-For", "10.2.0.2").statusCode())
        .isEqualTo(200);
    assertThat(
            service
                .get(
                    "/api/system/status",
                    "X-Forwarded-For",
                    client,
                    "Authorization",
                    "Bearer " + Tokens.of("li", "viewer"))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void theEleventhExportOfAnHourIsRefused() throws Exception {
    String client = "10.3.0.1";
    for (int i = 0; i < 10; i++) {
      assertThat(
              service
                  .get("/api/export_user_stats/excel?sheets=x", "X-Forwarded-For", client)
                  .statusCode())
          .isNotEqualTo(429);
    }

    HttpResponse<String> refused = service.get("/api/export_user_stats", "X-Forwarded-For", client);

    assertError(refused, 429, 1008);
    assertThat(refused.headers().firstValue("RateLimit-Policy"))
        .hasValue("\"calls\";q=1000;w=60, \"exports\";q=10;w=3600");
    assertThat(service.get("/api/system/status", "X-Forwarded-For", client).statusCode())
        .isEqualTo(200);
  }

  @Test
  void badTokensAreChargedToTheirAddress() throws Exception {
    HttpResponse<String> response =
        service.get(
            "/api/system/status", "Authorization", "Bearer x.y.z", "X-Forwarded-For", "10.4.0.1");

    assertError(response, 401, 1007);
    assertThat(response.headers().firstValue("RateLimit").orElseThrow()).contains("r=999");
  }

  @ParameterizedTest
  @CsvSource({
    "abc-123, abc-123",
    "'a b', ",
    "'<script>', ",
    "'x\u00e9', ",
  })
  void aRequestIdIsKeptOnlyIfItIsHarmless(String wanted, String kept) throws Exception {
    Answer answer =
        raw(
            "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: "
                + wanted
                + "\r\n\r\n");

    String id =
        answer
            .head()
            .lines()
            .filter(line -> line.startsWith("X-Request-Id: "))
            .findFirst()
            .orElseThrow()
            .substring("X-Request-Id: ".length());
    if (kept == null) {
      assertThat(id).matches("[0-9a-f-]{36}");
    } else {
      assertThat(id).isEqualTo(kept);
    }
  }

  @Test
  void clientsThatSayNothingAreCutOffAndHoldNobodyUp() throws Exception {
    List<Socket> loris = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        Socket socket = new Socket("localhost", port);
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\nX-A: ".getBytes());
        loris.add(socket);
      }
      assertThat(service.get("/healthz").statusCode()).isEqualTo(200);
      for (Socket socket : loris) {
        socket.setSoTimeout(50);
        await().atMost(Duration.ofSeconds(20)).until(() -> isClosed(socket));
      }
    } finally {
      for (Socket socket : loris) {
        socket.close();
      }
    }
  }

  /** Never silent for long enough to be cut off for that. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1|Host: x|X-A: ",
        "GET /api/user_stats?x=",
        "GET /healthz HTTP/1.1|Host: x|Content-Length: 60000||",
        "GET /api/nothing HTTP/1.1|Host: x|Transfer-Encoding: chunked||EA60|",
        "POST /api/user_stats HTTP/1.1|Host: x|Content-Length: 60000||",
        "POST /api/user_stats HTTP/1.1|Host: x|Content-Type: application/x-www-form-urlencoded"
            + "|Content-Length: 60000||a=",
        "POST /socket.io/?EIO=4&transport=polling HTTP/1.1|Host: x|Content-Length: 60000||",
        "GET /socket.io/?EIO=4&transport=polling HTTP/1.1|Host: x|Content-Length: 60000||"
      })
  void whatComesByteByByteIsCutOff(String begin) throws Exception {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(50);
      socket.getOutputStream().write(begin.replace("|", "\r\n").getBytes(StandardCharsets.UTF_8));
      await()
          .pollInterval(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(20))
          .until(() -> isCutOff(socket));
    }
  }

  private static boolean isCutOff(Socket socket) {
    try {
      socket.getOutputStream().write('a');
    } catch (IOException closed) {
      return true;
    }
    return isClosed(socket);
  }

  @Test
  void aConnectionServesAgainAfterABodyThatNobodyWanted() throws Exception {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      String call = "GET /healthz HTTP/1.1\r\nHost: x\r\n";
      socket
          .getOutputStream()
          .write(
              (call + "Content-Length: 3\r\n\r\nabc" + call + "Connection: close\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      String both = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(both.split("HTTP/1.1 200", -1)).hasSize(3);
    }
  }

  private static boolean isClosed(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {
        // An answer that says why may come first.
      }
      return true;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private List<Integer> statuses(int calls, String path, String client) throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(16)) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        answers.add(
            callers.submit(
                () -> service.get(path, "X-Forwarded-For", "6.6.6.6, " + client).statusCode()));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
      return statuses;
    }
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Status 0: the connection was closed without an answer. */
  private record Answer(int status, String head, String body) {}

  /** Sends exactly these bytes. */
  private Answer raw(String request) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
      } catch (IOException closedMeanwhile) {
        // What was answered can still be read.
      }
      StringBuilder text = new StringBuilder();
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
        for (int letter; (letter = in.read()) >= 0; ) {
          text.append((char) letter);
        }
      } catch (IOException cutOff) {
        // As far as it came.
      }
      if (text.isEmpty()) {
        return new Answer(0, "", "");
      }
      int end = text.indexOf("\r\n\r\n");
      String head = end < 0 ? text.toString() : text.substring(0, end);
      return new Answer(
          Integer.parseInt(head.split(" ", 3)[1]),
          head,
          end < 0 ? "" : text.substring(end + 4).strip());
    }
  }
}
