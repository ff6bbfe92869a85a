package io.tidelake.bench.fanout;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.bench.Latencies;
import io.tidelake.bench.ProcessUse;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The service sends each tick of the live topic to 2,000 clients, ten a second: what that costs,
 * and how late frames come; with and without a client that takes nothing; in turn with a bare Netty
 * broadcast of the same bytes, in a process of its own.
 */
public final class FanoutBenchmark implements Benchmark {

  private static final int CLIENTS = 2_000;
  private static final int FRAMES_PER_SECOND = 10;
  private static final int WARM_UP_SECONDS = 3;

  /** The largest part of a core that the service may take. */
  private static final double MOST_CORES = 0.5;

  private static final String PATH = "/ws/live";
  private static final String SERVICE = "service";
  private static final String STALLED = "service, one client stalled";
  private static final String NETTY = "bare Netty";

  @Override
  public String name() {
    return "fanout";
  }

  @Override
  public void run(BenchSettings settings, BenchResult result) throws Exception {
    StackOptions options =
        StackOptions.only(
            settings.home().resolve("fanout"),
            settings.portOffset(),
            EnumSet.of(Part.KAFKA, Part.QUERY_API));
    LocalStack.purge(options.site());
    settings.say().accept("Starting Kafka and the service ...");
    try (LocalStack stack = LocalStack.start(options);
        Ticks ticks = new Ticks(stack.endpoints().kafka(), FRAMES_PER_SECOND, settings.seed())) {
      int port = options.site().port(Part.QUERY_API);
      String frame = delta(port);
      result.add("size of a frame", "bytes", frame.getBytes(StandardCharsets.UTF_8).length);
      Path sample = Files.writeString(settings.home().resolve("frame.json"), frame);
      try (Peer netty = Peer.start(port + 1, sample)) {
        warmUp(settings, port);
        for (int round = 1; round <= settings.rounds(); round++) {
          settings.say().accept("Round %d ...".formatted(round));
          long service = stack.status(Part.QUERY_API).pid();
          measure(settings, result, SERVICE, port, 0, service);
          measure(settings, result, NETTY, port + 1, 0, netty.pid());
          measure(settings, result, STALLED, port, 1, service);
        }
        result.add(
            "service, largest memory",
            "MiB",
            ProcessUse.peakMemory(stack.status(Part.QUERY_API).pid()));
      }
    } finally {
      LocalStack.purge(options.site());
    }
    double cores = result.median(SERVICE + ", CPU");
    result.atMost("S7", "CPU of the service (cores)", MOST_CORES, cores);
    double stalled = result.median(STALLED + ", p99");
    double without = result.median(SERVICE + ", p99");
    result.atMost(
        "S7",
        "p99 with one client stalled ÷ without (ms)",
        1.1,
        stalled,
        without,
        stalled / without);
    double netty = result.median(NETTY + ", CPU");
    result.atLeast(
        "S7", "CPU of bare Netty ÷ the service's (cores)", 0.6, cores, netty, netty / cores);
    result.note(
        "%,d clients, %d frames a second; latency is from when a tick was due to be written to Kafka"
                .formatted(CLIENTS, FRAMES_PER_SECOND)
            + " until a client had its frame. Netty makes its frames itself: without Kafka, without"
            + " state. The clients are on the same machine and take CPU too.");
  }

  /** Both programs are compiled by then. */
  private static void warmUp(BenchSettings settings, int port) throws Exception {
    settings.say().accept("Warming up ...");
    for (int each : new int[] {port, port + 1}) {
      try (Swarm swarm = new Swarm(each, PATH, CLIENTS, 0)) {
        TimeUnit.SECONDS.sleep(settings.quick() ? 5 : 15);
        swarm.measure();
      }
    }
  }

  private static void measure(
      BenchSettings settings, BenchResult result, String what, int port, int stalled, long pid)
      throws Exception {
    try (Swarm swarm = new Swarm(port, PATH, CLIENTS, stalled)) {
      TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
      swarm.measure();
      long start = System.nanoTime();
      double cpu = ProcessUse.cpuSeconds(pid);
      TimeUnit.SECONDS.sleep(settings.seconds());
      double cores =
          (ProcessUse.cpuSeconds(pid) - cpu) / ((System.nanoTime() - start) / 1_000_000_000.0);
      Latencies latencies = swarm.measured();
      long expected = (long) CLIENTS * FRAMES_PER_SECOND * settings.seconds();
      result.add(what + ", CPU", "cores", cores);
      latencies.into(result, what);
      result.add(what + ", frames delivered", "% of due", latencies.count() * 100.0 / expected);
    }
  }

  /** What the service sends for a tick. */
  private static String delta(int port) throws Exception {
    CompletableFuture<String> found = new CompletableFuture<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      WebSocket socket =
          http.newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + port + PATH),
                  new WebSocket.Listener() {
                    private final StringBuilder text = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(
                        WebSocket from, CharSequence data, boolean last) {
                      text.append(data);
                      if (last) {
                        // Beats have no counts.
                        if (text.indexOf("\"delta\"") > 0 && text.indexOf("\"province\"") > 0) {
                          found.complete(text.toString());
                        }
                        text.setLength(0);
                      }
                      from.request(1);
                      return null;
                    }
                  })
              .get(10, TimeUnit.SECONDS);
      try {
        return found.get(30, TimeUnit.SECONDS);
      } finally {
        socket.abort();
        http.shutdownNow();
      }
    }
  }

  /** The process of the peer. */
  private record Peer(Process process) implements AutoCloseable {

    static Peer start(int port, Path frame) throws IOException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-cp",
                  System.getProperty("java.class.path"),
                  NettyBroadcast.class.getName(),
                  Integer.toString(port),
                  frame.toString(),
                  Integer.toString(FRAMES_PER_SECOND))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      if (!"ready".equals(output.readLine())) {
        process.destroyForcibly();
        throw new IOException("the Netty broadcast did not start");
      }
      return new Peer(process);
    }

    long pid() {
      return process.pid();
    }

    @Override
    public void close() throws InterruptedException {
      process.destroy();
      process.waitFor();
    }
  }
}
