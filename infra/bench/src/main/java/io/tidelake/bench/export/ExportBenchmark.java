package io.tidelake.bench.export;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.bench.LoadedLake;
import io.tidelake.bench.ProcessUse;
import io.tidelake.bench.StackUse;
import io.tidelake.ingest.trino.SqlResource;
import io.tidelake.ingest.trino.TrinoAddress;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.server.Part;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * All events of a lake as CSV through the service, beside a bare reader of the same rows by the
 * JDBC driver; how soon the first byte comes, what the heap of the service holds meanwhile, and
 * whether every row arrives. And a workbook of more rows than a sheet holds, beside POI's own
 * streaming writer and fastexcel, which read the same rows by the JDBC driver, each in a process of
 * its own with as much heap.
 */
public final class ExportBenchmark implements Benchmark {

  private static final long ROWS = 10_000_000;
  private static final long QUICK_ROWS = 1_000_000;
  private static final int DAYS = 10;
  private static final double SMALL_SHARE = 0.1;
  private static final double WORKBOOK_SHARE = 0.12;

  private static final Duration BETWEEN_HEAPS = Duration.ofSeconds(3);
  private static final long MAX_FIRST_BYTE_MILLIS = 1000;
  private static final double MAX_HEAP_GROWTH = 64;
  private static final double EVENTS_PER_MILLION = 1e6;

  private static final String CSV = "/api/export_user_stats?raw=true";
  private static final String WORKBOOK = "/api/export_user_stats/excel?sheets=raw";

  @Override
  public String name() {
    return "export";
  }

  @Override
  public void run(BenchSettings settings, BenchResult result) throws Exception {
    LoadedLake.Content content =
        new LoadedLake.Content(
            settings.eventsOr(settings.quick() ? QUICK_ROWS : ROWS), DAYS, settings.seed());
    try (LoadedLake lake = LoadedLake.open(settings, "export", content);
        HttpClient http = HttpClient.newHttpClient();
        Connection trino =
            TrinoAddress.of(lake.stack().endpoints().trino()).connect("bench", Map.of())) {
      new Run(settings, result, lake, http, trino).all();
    }
  }

  /** Who writes the same workbook, in a process of its own. */
  private enum Peer {
    SXSSF("SXSSF", PoiWorkbook.class),
    FASTEXCEL("fastexcel", FastWorkbook.class);

    private final String title;
    private final Class<?> program;

    Peer(String title, Class<?> program) {
      this.title = title;
      this.program = program;
    }
  }

  /** One run, with what it needs. */
  private static final class Run {

    private final BenchSettings settings;
    private final BenchResult result;
    private final LocalStack stack;
    private final long rows;
    private final HttpClient http;
    private final Connection trino;

    Run(
        BenchSettings settings,
        BenchResult result,
        LoadedLake lake,
        HttpClient http,
        Connection trino) {
      this.settings = settings;
      this.result = result;
      this.stack = lake.stack();
      this.rows = lake.content().events();
      this.http = http;
      this.trino = trino;
    }

    void all() throws Exception {
      Instant smallEnd = end(SMALL_SHARE);
      Instant workbookEnd = end(WORKBOOK_SHARE);
      settings.say().accept("Checking every row, and the heap ...");
      digest(until(CSV, smallEnd));
      double small = heapGrowth("a tenth of the rows", () -> digest(until(CSV, smallEnd)));
      double large = heapGrowth("all rows", () -> requireWhole(digest(CSV)));
      Path sql = stack.site().home().resolve("workbook.sql");
      Files.writeString(sql, EventQuery.until(stack.site().project(), workbookEnd));
      double workbook = heapGrowth("a workbook", () -> transfer(until(WORKBOOK, workbookEnd)));
      double poi = heapOfPeer(Peer.SXSSF, sql);
      heapOfPeer(Peer.FASTEXCEL, sql);
      for (int round = 1; round <= settings.rounds(); round++) {
        StackUse use = StackUse.begin(stack);
        settings.say().accept("Round %d: CSV ...".formatted(round));
        csv();
        settings.say().accept("Round %d: workbook ...".formatted(round));
        workbook(workbookEnd, sql);
        use.into(result);
      }
      judge(small, large, workbook, poi);
    }

    private Instant end(double share) throws SQLException {
      String text =
          SqlResource.text(ExportBenchmark.class, "end").replace("{share}", Double.toString(share));
      try (Statement statement = trino.createStatement();
          ResultSet row = statement.executeQuery(text)) {
        row.next();
        return Instant.ofEpochSecond((long) row.getDouble(1));
      }
    }

    private static String until(String path, Instant end) {
      return path + "&end_time=" + end;
    }

    /** What lives on the service's heap at most, beside what did before. */
    private double heapGrowth(String what, Callable<?> export) throws Exception {
      long pid = stack.status(Part.QUERY_API).pid();
      double before = LiveHeap.of(pid);
      double most = before;
      FutureTask<?> running = new FutureTask<>(export);
      Thread reader = Thread.ofVirtual().start(running);
      while (!reader.join(betweenHeaps())) {
        most = Math.max(most, LiveHeap.of(pid));
      }
      running.get();
      result.add("live heap of the service before " + what, "MiB", before);
      result.add("live heap of the service during " + what + ", at most", "MiB", most);
      return most - before;
    }

    /** What lives on the heap of a peer's process at most. */
    private double heapOfPeer(Peer who, Path sql) throws IOException, InterruptedException {
      double most = 0;
      Process peer = startPeer(who, sql);
      try {
        while (!peer.waitFor(betweenHeaps())) {
          most = Math.max(most, LiveHeap.of(peer.pid()));
        }
      } finally {
        peer.destroyForcibly();
      }
      requireDone(who, peer);
      result.add("live heap of " + who.title + "'s process, at most", "MiB", most);
      return most;
    }

    private Duration betweenHeaps() {
      return BETWEEN_HEAPS.dividedBy(settings.quick() ? 6 : 1);
    }

    private CsvDigest requireWhole(CsvDigest digest) throws SQLException, IOException {
      String text = CsvDigest.query(stack.secrets().maskingKey());
      try (Statement statement = trino.createStatement();
          ResultSet row = statement.executeQuery(text)) {
        row.next();
        if (digest.checksum() != row.getLong(1)
            || digest.rows() != row.getLong(2)
            || digest.rows() != rows) {
          throw new IOException(
              "the lake has %,d rows with checksum %d, the export %,d with %d, and ends with '%s'"
                  .formatted(
                      row.getLong(2),
                      row.getLong(1),
                      digest.rows(),
                      digest.checksum(),
                      digest.end()));
        }
      }
      return digest;
    }

    private CsvDigest digest(String path) throws IOException, InterruptedException {
      try (InputStream body = open(path)) {
        return CsvDigest.of(body);
      }
    }

    private void csv() throws Exception {
      double drain = drain();
      result.add("bare JDBC, all rows", "s", drain);
      long pid = stack.status(Part.QUERY_API).pid();
      double cpu = ProcessUse.cpuSeconds(pid);
      Transfer export = transfer(CSV);
      result.add("CSV, all rows", "s", export.seconds());
      result.add("CSV, first byte", "ms", export.firstMillis());
      result.add("CSV, size", "MB", export.bytes() / 1e6);
      result.add(
          "CSV, CPU of the service",
          "CPU-s per million rows",
          (ProcessUse.cpuSeconds(pid) - cpu) / rows * EVENTS_PER_MILLION);
      result.add("CSV, share of bare JDBC's speed", "×", drain / export.seconds());
    }

    /** Reads every cell of the same statement with the driver alone. */
    private double drain() throws SQLException, IOException {
      String sql = EventQuery.until(stack.site().project(), Instant.parse("9999-01-01T00:00:00Z"));
      long start = System.nanoTime();
      try (Statement statement = trino.createStatement();
          ResultSet found = statement.executeQuery(sql)) {
        int columns = found.getMetaData().getColumnCount();
        long read = 0;
        while (found.next()) {
          for (int i = 1; i <= columns; i++) {
            found.getObject(i);
          }
          read++;
        }
        if (read != rows) {
          throw new IOException("read %,d rows instead of %,d".formatted(read, rows));
        }
      }
      return seconds(start);
    }

    private void workbook(Instant end, Path sql) throws Exception {
      long pid = stack.status(Part.QUERY_API).pid();
      double cpu = ProcessUse.cpuSeconds(pid);
      Transfer export = transfer(until(WORKBOOK, end));
      result.add("workbook", "s", export.seconds());
      result.add("workbook, CPU of the service", "s", ProcessUse.cpuSeconds(pid) - cpu);
      result.add("workbook, size", "MB", export.bytes() / 1e6);
      for (Peer peer : Peer.values()) {
        byPeer(peer, sql);
      }
    }

    private void byPeer(Peer who, Path sql) throws IOException, InterruptedException {
      long start = System.nanoTime();
      Process peer = startPeer(who, sql);
      double cpu = 0;
      double memory = 0;
      try {
        while (!peer.waitFor(Duration.ofMillis(200))) {
          // What a process used is gone with it.
          cpu = Math.max(cpu, ProcessUse.cpuSeconds(peer.pid()));
          memory = Math.max(memory, ProcessUse.peakMemory(peer.pid()));
        }
      } finally {
        peer.destroyForcibly();
      }
      double seconds = seconds(start);
      requireDone(who, peer);
      result.add("workbook by " + who.title, "s", seconds);
      result.add("workbook by " + who.title + ", CPU", "s", cpu);
      result.add("workbook by " + who.title + ", largest memory", "MiB", memory);
      result.add("workbook by " + who.title + ", size", "MB", Files.size(peerFile(who)) / 1e6);
      Files.delete(peerFile(who));
    }

    private Path peerFile(Peer who) {
      return stack.site().home().resolve(who.title + ".xlsx");
    }

    private Path peerLog(Peer who) {
      return stack.site().log("bench-" + who.title);
    }

    private Process startPeer(Peer who, Path sql) throws IOException {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              // As the service has.
              "-Xmx512m",
              "-XX:+UseG1GC",
              "-XX:+UseCompactObjectHeaders",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              System.getProperty("java.class.path"),
              who.program.getName(),
              TrinoAddress.of(stack.endpoints().trino()).url(),
              sql.toString(),
              peerFile(who).toString(),
              LoadedLake.ZONE.getId())
          .redirectErrorStream(true)
          .redirectOutput(peerLog(who).toFile())
          .start();
    }

    private void requireDone(Peer who, Process peer) throws IOException {
      if (peer.exitValue() != 0) {
        throw new IOException(
            "the workbook by %s failed: %s".formatted(who.title, Files.readString(peerLog(who))));
      }
    }

    private void judge(double small, double large, double workbookHeap, double poiHeap) {
      double workbook = result.median("workbook");
      double poi = result.median("workbook by SXSSF");
      result.atLeast(
          "S10",
          "CSV, share of bare JDBC's speed (s)",
          0.7,
          result.median("CSV, all rows"),
          result.median("bare JDBC, all rows"),
          result.median("CSV, share of bare JDBC's speed"));
      result.atMost(
          "S10", "first byte (ms)", MAX_FIRST_BYTE_MILLIS, result.median("CSV, first byte"));
      result.atMost("S10", "growth of the live heap, all rows (MiB)", MAX_HEAP_GROWTH, large);
      result.atMost("S10", "the same, beyond that of a tenth (MiB)", 8, large - small);
      result.atLeast(
          "S10", "workbook: SXSSF's time ÷ the service's (s)", 1.3, workbook, poi, poi / workbook);
      result.atMost(
          "S10",
          "workbook: growth of the service's live heap ÷ that of SXSSF's process (MiB)",
          1,
          workbookHeap,
          poiHeap,
          workbookHeap / poiHeap);
      result.note(
          ("%,d events, 22 columns, users as pseudonyms; the export's rows have the checksum that Trino"
                  + " makes up from the table. The bare reader sends the service's own statement and"
                  + " reads every cell. SXSSF and fastexcel read the same rows by JDBC, each in a JVM of"
                  + " its own with the service's heap; they make no pseudonyms, and start a JVM, which"
                  + " counts. No target is held against fastexcel.")
              .formatted(rows));
    }

    private record Transfer(double firstMillis, double seconds, long bytes) {}

    private Transfer transfer(String path) throws IOException, InterruptedException {
      long start = System.nanoTime();
      double first = 0;
      long bytes = 0;
      byte[] buffer = new byte[1 << 16];
      try (InputStream body = open(path)) {
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
          if (bytes == 0) {
            first = seconds(start) * 1000;
          }
          bytes += read;
        }
      }
      return new Transfer(first, seconds(start), bytes);
    }

    private InputStream open(String path) throws IOException, InterruptedException {
      HttpResponse<InputStream> response =
          http.send(
              HttpRequest.newBuilder(URI.create(stack.endpoints().dashboard() + path)).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        try (InputStream body = response.body()) {
          throw new IOException(
              "%s answered %d: %s"
                  .formatted(path, response.statusCode(), new String(body.readAllBytes())));
        }
      }
      return response.body();
    }

    private static double seconds(long start) {
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
