package io.tidelake.e2e;

import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Secrets;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The figures of exports: how fast against a bare reader of the same rows, how soon the first byte,
 * how much heap. Starts a lake of its own and prints what it sees; asserts nothing but the
 * checksum.
 *
 * <pre>
 * ExportFigures ROWS RUNS [WORKBOOK_ROWS FILE]
 * </pre>
 */
final class ExportFigures {

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  private final LakeStack stack;
  private final HttpClient http = HttpClient.newHttpClient();

  private ExportFigures(LakeStack stack) {
    this.stack = stack;
  }

  public static void main(String[] arguments) throws Exception {
    long rows = Long.parseLong(arguments[0]);
    int runs = Integer.parseInt(arguments[1]);
    try (LakeStack stack = LakeStack.start("export-figures")) {
      ExportFigures figures = new ExportFigures(stack);
      SyntheticEvents.addRaw(stack.lake(), rows);
      SyntheticEvents.addMinutes(stack.lake());
      say("%,d events are there", rows);
      figures.heap(rows / 10);
      figures.wholeExport(rows);
      if (arguments.length > 3) {
        figures.workbook(Long.parseLong(arguments[2]), Path.of(arguments[3]));
      }
      figures.speed(rows, runs);
    }
  }

  private record Timing(double first, double all, long bytes) {}

  private void speed(long rows, int runs) throws Exception {
    List<Double> ratios = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      double drain = drain();
      Timing export = export("/api/export_user_stats?raw=true");
      ratios.add(drain / export.all());
      say(
          "run %d: bare JDBC %.1f s (%,.0f rows/s); CSV %.1f s (%,.0f rows/s), first byte %.3f s,"
              + " %,d bytes; %.0f %% of bare JDBC",
          run + 1,
          drain,
          rows / drain,
          export.all(),
          rows / export.all(),
          export.first(),
          export.bytes(),
          100 * drain / export.all());
    }
    ratios.sort(null);
    if (!ratios.isEmpty()) {
      say("median: %.0f %% of bare JDBC", 100 * ratios.get(ratios.size() / 2));
    }
  }

  /** Reads every cell of the same query with the driver alone. */
  private double drain() throws Exception {
    String sql =
        Files.readString(Path.of("query-api/src/main/resources/sql/export/raw_events.sql"))
            .replaceAll("(?m)^--.*$", "")
            .replace(" FOR VERSION AS OF :snapshot", "")
            .replaceAll("(?s)WHERE.*", "");
    String url = stack.site().url(Part.TRINO).replaceFirst("^http", "jdbc:trino") + "/lake/taobao";
    long start = System.nanoTime();
    try (Connection connection = DriverManager.getConnection(url, "figures", null);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int i = 1; i <= columns; i++) {
          rows.getObject(i);
        }
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private Timing export(String path) throws Exception {
    long start = System.nanoTime();
    long first = 0;
    long bytes = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream body = open(path)) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        if (bytes == 0) {
          first = System.nanoTime() - start;
        }
        bytes += read;
      }
    }
    return new Timing(first / 1e9, (System.nanoTime() - start) / 1e9, bytes);
  }

  /** What is left on the service's heap after collections, before and during an export. */
  private CsvDigest heap(long rows) throws Exception {
    digest("/api/export_user_stats?raw=true" + first(10_000));
    long before = liveHeap();
    AtomicLong most = new AtomicLong();
    FutureTask<CsvDigest> export =
        new FutureTask<>(() -> digest("/api/export_user_stats?raw=true" + first(rows)));
    Thread reader = Thread.ofVirtual().start(export);
    while (!reader.join(Duration.ofSeconds(3))) {
      most.accumulateAndGet(liveHeap(), Math::max);
    }
    say(
        "heap after collections, %,d rows: %.1f MiB before, at most %.1f MiB during: %+.1f MiB",
        rows, before / 1024.0, most.get() / 1024.0, (most.get() - before) / 1024.0);
    return export.get();
  }

  private void wholeExport(long rows) throws Exception {
    CsvDigest digest = heap(rows);
    say(
        "CSV: %,d rows, checksum %d, last line '%s'",
        digest.rows(), digest.checksum(), digest.end());
    String key =
        Secrets.loadOrCreate(stack.site().home().resolve("secrets.properties")).maskingKey();
    long lake = SyntheticEvents.checksum(stack.lake(), key);
    say("Trino: checksum %d", lake);
    if (digest.rows() != rows || digest.checksum() != lake) {
      throw new IllegalStateException("the export is not what the lake holds");
    }
  }

  private CsvDigest digest(String path) throws Exception {
    try (InputStream body = open(path)) {
      return CsvDigest.of(body);
    }
  }

  /** The range of time that the first events lie in: one a millisecond. */
  private static String first(long rows) {
    return "&end_time=" + Instant.ofEpochMilli(SyntheticEvents.START + rows - 1);
  }

  private void workbook(long rows, Path file) throws Exception {
    long start = System.nanoTime();
    try (InputStream body =
        open("/api/export_user_stats/excel?sheets=action,age,gender,province,raw" + first(rows))) {
      long bytes = Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
      say("XLSX: %,d rows, %,d bytes in %.1f s", rows, bytes, (System.nanoTime() - start) / 1e9);
    }
  }

  /** KiB that are in use, counted object by object: what is made meanwhile does not count. */
  private long liveHeap() throws Exception {
    Matcher total = TOTAL.matcher(run("jcmd", Long.toString(servicePid()), "GC.class_histogram"));
    if (!total.find()) {
      throw new IllegalStateException("jcmd tells no heap");
    }
    return Long.parseLong(total.group(1)) / 1024;
  }

  private static long servicePid() {
    return ProcessHandle.current()
        .descendants()
        .filter(
            each ->
                each.info().commandLine().filter(line -> line.contains("query-api")).isPresent())
        .mapToLong(ProcessHandle::pid)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the service does not run"));
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    process.waitFor(1, TimeUnit.MINUTES);
    return output;
  }

  private InputStream open(String path) throws Exception {
    HttpResponse<InputStream> response =
        http.send(
            HttpRequest.newBuilder(URI.create(stack.site().url(Part.QUERY_API) + path)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          response.statusCode() + " " + new String(response.body().readAllBytes()));
    }
    return response.body();
  }

  private static void say(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }
}
