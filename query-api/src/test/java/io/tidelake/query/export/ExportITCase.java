package io.tidelake.query.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Exports over HTTP, from rows that need no Trino. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.trino.url=jdbc:trino://localhost:1/lake/taobao",
      "tidelake.flink.url=http://localhost:1",
      "tidelake.catalog.url=http://localhost:1",
      "tidelake.object-store.url=http://localhost:1",
      "tidelake.limits.exports-per-hour=1000000",
      "tidelake.export.concurrent=2",
      "tidelake.export.waiting-jobs=1",
      "tidelake.export.queue-timeout=100ms",
      "tidelake.export.begin-after=200ms"
    })
class ExportITCase {

  private static final String CSV = "/api/export_user_stats";

  @TempDir static Path home;

  @LocalServerPort private int port;
  @Autowired private SyntheticRows lake;

  private final HttpClient http = HttpClient.newHttpClient();

  @TestConfiguration
  static class Lake {

    @Bean
    @Primary
    SyntheticRows syntheticRows() {
      return new SyntheticRows();
    }
  }

  @DynamicPropertySource
  static void directory(DynamicPropertyRegistry properties) {
    properties.add("tidelake.export.directory", () -> home.resolve("exports").toString());
  }

  @BeforeEach
  @AfterEach
  void quiet() {
    lake.reset();
    await().untilAsserted(() -> assertThat(lake.open).hasValue(0));
  }

  @Test
  void csvIsAsTheOriginalGaveIt() throws Exception {
    HttpResponse<String> response = get(CSV);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("text/csv;charset=UTF-8");
    assertThat(header(response, "Content-Disposition"))
        .isEqualTo("attachment; filename=user_stats_export.csv");
    assertThat(header(response, "Tidelake-Snapshot")).isEqualTo("behavior_1m=4711");
    assertThat(response.body())
        .startsWith("\uFEFF名称,次数,迟到,窗口,时间\n")
        .contains("p_1,1,true,1970-01-01 08:00:00,1970-01-01 08:00:00.001\n")
        .endsWith("\n# rows=3 snapshot=4711\n");
  }

  @Test
  void headersAreChineseWhateverTheBrowserSpeaks() throws Exception {
    assertThat(get(CSV, "Accept-Language", "en").body()).contains("名称");
    assertThat(get(CSV + "?lang=en&row_count=false").body())
        .contains("Name,Events")
        .doesNotContain("# rows");
  }

  @ParameterizedTest
  @CsvSource({
    "'', start_tme",
    "'', sheets",
    "/excel, row_count",
    "/ndjson, pretty",
    "/json, row_count",
  })
  void refusesAParameterThatItDoesNotHave(String call, String parameter) throws Exception {
    HttpResponse<String> response = get(CSV + call + "?" + parameter + "=x");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .contains("\"code\":1001")
        .contains(parameter)
        .contains("start_time");
  }

  @Test
  void compressesForWhoTakesIt() throws Exception {
    lake.rows = 50_000;
    HttpResponse<byte[]> response =
        http.send(request(CSV, "Accept-Encoding", "gzip"), HttpResponse.BodyHandlers.ofByteArray());

    assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8))
          .endsWith("\n# rows=50000 snapshot=4711\n");
    }
  }

  @Test
  void countsInATrailerForWhoTakesIt() throws Exception {
    String answer = overSocket("TE: trailers\r\n");

    assertThat(answer).contains("\r\nTrailer: Tidelake-Rows\r\n").contains("\r\n0\r\n");
    assertThat(answer.toLowerCase(Locale.ROOT)).endsWith("\r\n0\r\ntidelake-rows: 3\r\n\r\n");
    assertThat(overSocket("")).doesNotContain("Tidelake-Rows");
  }

  @ParameterizedTest
  @CsvSource({"/api/export_user_stats/ndjson", "/api/export_user_stats/ndjson?raw=true"})
  void ndjsonEndsWithTheCount(String path) throws Exception {
    HttpResponse<String> response = get(path);

    assertThat(header(response, "Content-Type")).isEqualTo("application/x-ndjson");
    List<String> lines = response.body().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.getLast()).isEqualTo("{\"_end\":{\"rows\":3,\"snapshot\":\"4711\"}}");
  }

  @Test
  void workbookHasTheSheetsThatWereAskedFor() throws Exception {
    HttpResponse<byte[]> response =
        http.send(
            request(CSV + "/excel?sheets=" + encoded("行为统计,raw")),
            HttpResponse.BodyHandlers.ofByteArray());

    assertThat(response.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=user_stats_export.xlsx");
    assertThat(response.headers().firstValue("Tidelake-Snapshot"))
        .hasValue("behavior_1m=4711, raw_events=4711");
    try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(response.body()))) {
      assertThat(book.getNumberOfSheets()).isEqualTo(2);
      assertThat(book.getSheetAt(0).getDrawingPatriarch().getCharts()).hasSize(1);
      assertThat(book.getSheet("raw").getLastRowNum()).isEqualTo(3);
    }
  }

  @Test
  void jsonLeadsToAFile() throws Exception {
    JsonNode data = data(get(CSV + "/json"), 200);

    assertThat(data.propertyNames())
        .startsWith("filename", "download_url", "record_count", "export_time");
    assertThat(data.get("record_count").asLong()).isEqualTo(3);
    assertThat(data.get("filename").asString()).matches("user_stats_\\d{8}_[0-9a-f]{32}\\.json");
    HttpResponse<String> file = get(data.get("download_url").asString());
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(JsonMapper.shared().readTree(file.body())).hasSize(3);
    assertThat(file.body()).contains("\n");
    assertThat(header(file, "Cache-Control")).contains("no-store");
    HttpResponse<String> part = get(data.get("download_url").asString(), "Range", "bytes=0-0");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("[");

    JsonNode compact = data(get(CSV + "/json?pretty=false&raw=true"), 200);
    assertThat(compact.get("filename").asString()).startsWith("raw_events_");
    assertThat(get(compact.get("download_url").asString()).body().strip()).doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "/downloads/user_stats_20240101.json, 404",
    "/downloads/..%2f..%2fetc%2fpasswd, 400",
    "/downloads/%2e%2e/%2e%2e/etc/passwd, 400",
    "/downloads/..;/x, 400",
    "/downloads/, 404",
    "/api/exports/unknown, 404"
  })
  void nothingElseCanBeFetched(String path, int status) throws Exception {
    HttpResponse<String> response = get(path);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).doesNotContain("root:");
  }

  @ParameterizedTest
  @CsvSource({
    "?raw=maybe, raw=maybe",
    "?lang=fr, lang=fr",
    "?action=9, action=9",
    "?start_time=x, start_time=x",
    "?start_time=2026-08-30%2000:00:00&end_time=2026-08-29%2000:00:00, end_time",
    "?filename=..%2Fx, filename=",
    "?filename=a%0d%0ab, filename=",
    "'/excel?sheets=action,colour', sheets=colour",
    "/json?pretty=1, pretty=1"
  })
  void namesTheParameterThatIsNotAccepted(String query, String named) throws Exception {
    HttpResponse<String> response = get(CSV + query, "Accept-Language", "en");

    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode envelope = JsonMapper.shared().readTree(response.body());
    assertThat(envelope.get("code").asInt()).isEqualTo(1001);
    assertThat(envelope.get("msg").asString()).contains(named);
  }

  @Test
  void aFileMayBeCalledAnything() throws Exception {
    assertThat(header(get(CSV + "?filename=" + encoded("统计 1")), "Content-Disposition"))
        .isEqualTo(
            "attachment; filename=\"___1.csv\"; filename*=UTF-8''%E7%BB%9F%E8%AE%A1%201.csv");
  }

  @Test
  void aFileThatIsFetchedLaterHasTheNameThatWasAskedForToo() throws Exception {
    String name = "?filename=" + encoded("统计");
    JsonNode job = data(get(CSV + name + "&async=true"), 202);
    await().until(() -> state(job).get("state").asString().equals("done"));

    assertThat(header(get(state(job).get("download_url").asString()), "Content-Disposition"))
        .isEqualTo("attachment; filename=\"__.csv\"; filename*=UTF-8''%E7%BB%9F%E8%AE%A1.csv");
    JsonNode file = data(get(CSV + "/json" + name), 200);
    assertThat(header(get(file.get("download_url").asString()), "Content-Disposition"))
        .endsWith("%E7%BB%9F%E8%AE%A1.json");
    assertThat(get(CSV + "/json?filename=..%2Fx").statusCode()).isEqualTo(400);
  }

  @Test
  void aFailureBeforeTheFirstByteHasItsOwnStatus() throws Exception {
    lake.failAfter = 0;
    for (String path : List.of(CSV, CSV + "/ndjson", CSV + "/excel?sheets=raw", CSV + "/json")) {
      HttpResponse<String> response = get(path);

      assertThat(response.statusCode()).as(path).isEqualTo(503);
      assertThat(response.headers().firstValue("Content-Disposition")).isEmpty();
      assertThat(JsonMapper.shared().readTree(response.body()).get("code").asInt()).isEqualTo(1002);
    }
  }

  @Test
  void aFailureAfterTheFirstByteCutsTheConnection() {
    lake.rows = 200_000;
    lake.failAfter = 100_000;

    for (String path : List.of(CSV, CSV + "/ndjson", CSV + "/excel?sheets=raw")) {
      assertThatThrownBy(() -> get(path)).as(path).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatIsCutOffHasNeitherCountNorErrorInIt() throws Exception {
    lake.rows = 200_000;
    lake.failAfter = 100_000;

    String answer = overSocket("");

    assertThat(answer).contains("p_1,1,").doesNotContain("# rows", "\"code\"", "\r\n0\r\n");
  }

  @Test
  void beginsBeforeTheFirstRowIfThatTakesLong() throws Exception {
    lake.first = new CountDownLatch(1);
    HttpResponse<InputStream> response =
        http.send(request(CSV), HttpResponse.BodyHandlers.ofInputStream());

    try (InputStream body = response.body()) {
      assertThat(body.readNBytes(3)).containsExactly(0xEF, 0xBB, 0xBF);
      lake.first.countDown();
      assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).contains("# rows=3");
    }
  }

  @Test
  void aClientThatLeavesEndsTheQuery() throws Exception {
    lake.rows = Long.MAX_VALUE;
    for (String path : List.of(CSV, CSV + "/ndjson", CSV + "/excel?sheets=raw")) {
      HttpResponse<InputStream> response =
          http.send(request(path), HttpResponse.BodyHandlers.ofInputStream());
      response.body().readNBytes(3);
      assertThat(lake.open).hasValue(1);
      response.body().close();

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(lake.open).as(path).hasValue(0));
    }
  }

  /** Nothing is written to it yet, so nothing fails to be written. */
  @ParameterizedTest
  @CsvSource({"/json", "/json?raw=true", "''", "/ndjson", "/excel?sheets=raw"})
  void aClientThatLeavesBeforeTheFirstRowEndsTheQuery(String call) throws Exception {
    List<Path> before = files();
    lake.first = new CountDownLatch(1);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              ("GET " + CSV + call + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      await().untilAsserted(() -> assertThat(lake.open).hasValue(1));
    }

    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(lake.open).hasValue(0));
    await().untilAsserted(() -> assertThat(files()).hasSameElementsAs(before));
  }

  private static List<Path> files() throws IOException {
    Path folder = home.resolve("exports");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void aClientThatStaysIsNotTakenForOneThatLeft() throws Exception {
    lake.first = new CountDownLatch(1);
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request(CSV + "/json"), HttpResponse.BodyHandlers.ofString());
    await().pollDelay(Duration.ofMillis(1500)).until(() -> lake.open.get() == 1);

    lake.first.countDown();

    assertThat(data(answer.get(), 200).get("record_count").asLong()).isEqualTo(3);
  }

  @Test
  void aJobOfAProcessThatEndedIsSaidToBeLost() throws Exception {
    HttpResponse<String> response =
        get("/api/exports/01234567-00112233445566778899aabbccddeeff", "Accept-Language", "en");

    assertThat(response.statusCode()).isEqualTo(410);
    JsonNode envelope = JsonMapper.shared().readTree(response.body());
    assertThat(envelope.get("code").asInt()).isEqualTo(1004);
    assertThat(envelope.get("msg").asString()).contains("restarted", "export again");
  }

  @Test
  void noMoreThanAFewAtOnce() throws Exception {
    lake.first = new CountDownLatch(1);
    try (InputStream one = begun(CSV);
        InputStream two = begun(CSV)) {
      HttpResponse<String> third = get(CSV, "Accept-Language", "en");

      assertThat(third.statusCode()).isEqualTo(503);
      assertThat(third.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
      assertThat(JsonMapper.shared().readTree(third.body()).get("code").asInt()).isEqualTo(1008);
      JsonNode queued = data(get(CSV + "?async=true"), 202);
      assertThat(queued.get("state").asString()).isEqualTo("queued");
      HttpResponse<String> full = get(CSV + "?async=true");
      assertThat(full.statusCode()).isEqualTo(503);
      assertThat(full.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
      lake.first.countDown();
      assertThat(new String(one.readAllBytes(), StandardCharsets.UTF_8)).contains("# rows=3");
      assertThat(new String(two.readAllBytes(), StandardCharsets.UTF_8)).contains("# rows=3");
      await().until(() -> state(queued).get("state").asString().equals("done"));
    }
  }

  @Test
  void aJobTellsHowFarItIsAndWhereItsFileLies() throws Exception {
    lake.rows = 2000;
    lake.rest = new CountDownLatch(1);
    HttpResponse<String> accepted = get(CSV + "/ndjson?raw=true", "Prefer", "respond-async");
    JsonNode job = data(accepted, 202);

    assertThat(header(accepted, "Location")).isEqualTo(job.get("status_url").asString());
    await().until(() -> state(job).get("rows").asLong() > 0);
    assertThat(state(job).get("state").asString()).isEqualTo("running");
    assertThat(state(job).get("progress").asDouble()).isBetween(0.4, 0.6);
    assertThat(state(job).get("download_url").isNull()).isTrue();
    lake.rest.countDown();
    await().until(() -> state(job).get("state").asString().equals("done"));
    JsonNode done = state(job);
    assertThat(done.get("record_count").asLong()).isEqualTo(2000);
    assertThat(get(done.get("download_url").asString()).body().lines().count()).isEqualTo(2001);

    delete(done.get("status_url").asString());
    assertThat(state(job).get("state").asString()).isEqualTo("cancelled");
    assertThat(get(done.get("download_url").asString()).statusCode()).isEqualTo(404);
  }

  @Test
  void aJobCanBeCancelled() throws Exception {
    List<Path> before = files();
    lake.first = new CountDownLatch(1);
    JsonNode job = data(get(CSV + "/excel?sheets=raw&async=true"), 202);
    await().untilAsserted(() -> assertThat(lake.open).hasValue(1));

    assertThat(delete(job.get("status_url").asString()).get("state").asString())
        .isEqualTo("cancelled");

    assertThat(lake.open).hasValue(0);
    assertThat(files()).hasSameElementsAs(before);
    // Once more changes nothing.
    assertThat(delete(job.get("status_url").asString()).get("state").asString())
        .isEqualTo("cancelled");
  }

  /** There would be nobody to tell of what was begun. */
  @ParameterizedTest
  @CsvSource({"?async=true, text/csv, 202", "/json, application/octet-stream, 200"})
  void whoAcceptsOnlyTheFileLearnsWhereItIs(String call, String accepted, int status)
      throws Exception {
    JsonNode data = data(get(CSV + call, "Accept", accepted), status);

    if (status == 202) {
      await().until(() -> state(data).get("state").asString().equals("done"));
    }
  }

  @Test
  void aJobThatFailsSaysWhy() throws Exception {
    lake.failAfter = 2;
    JsonNode job = data(get(CSV + "?async=true"), 202);

    await().until(() -> state(job).get("state").asString().equals("failed"));
    assertThat(state(job).at("/error/code").asInt()).isEqualTo(1002);
    assertThat(state(job).at("/error/msg").asString()).contains("Trino");
  }

  @Test
  void headTellsTheHeadersAlone() throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(uri(CSV)).HEAD().build(), HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).startsWith("text/csv");
    assertThat(response.body()).isEmpty();
  }

  /** It is not charged as an export, so it may not be one. */
  @ParameterizedTest
  @ValueSource(strings = {"/json", "/json?async=true", "?async=true", "/excel?async=true"})
  void headBeginsNothing(String call) throws Exception {
    List<Path> before = files();

    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(uri(CSV + call)).HEAD().build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Location")).isEmpty();
    assertThat(files()).hasSameElementsAs(before);
  }

  private InputStream begun(String path) throws Exception {
    InputStream body = http.send(request(path), HttpResponse.BodyHandlers.ofInputStream()).body();
    body.readNBytes(3);
    return body;
  }

  /** The bytes of the answer, however it ends. */
  private String overSocket(String headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + CSV
                      + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                      + headers
                      + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[1 << 16];
      try {
        InputStream in = socket.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          answer.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
        }
      } catch (IOException cut) {
        // What came before is what counts.
      }
      return answer.toString();
    }
  }

  private JsonNode state(JsonNode job) throws Exception {
    return data(get(job.get("status_url").asString()), 200);
  }

  private JsonNode delete(String path) throws Exception {
    return data(
        http.send(
            HttpRequest.newBuilder(uri(path)).DELETE().build(),
            HttpResponse.BodyHandlers.ofString()),
        200);
  }

  private static JsonNode data(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonNode envelope = JsonMapper.shared().readTree(response.body());
    assertThat(envelope.get("code").asInt()).isZero();
    return envelope.get("data");
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return http.send(request(path, headers), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElseThrow();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
