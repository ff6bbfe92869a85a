package io.tidelake.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchTest {

  @TempDir private Path home;

  private final StringWriter printed = new StringWriter();

  @Test
  void whoFailsIsARowAndTheOthersAreMeasured() throws IOException {
    Path json = home.resolve("figures/all.json");
    Path markdown = home.resolve("all.md");
    Benchmark failing =
        benchmark(
            "failing",
            result -> {
              result.add("before", "s", 1);
              throw new IOException("no | broker", new IOException("full disk"));
            });
    Benchmark next =
        benchmark(
            "next",
            result -> {
              assertThat(json).as("written after each").content().contains("broker");
              result.atMost("S1", "CPU ÷ the peer's", 2, 3, 2, 1.5);
            });

    int exit =
        run(
            List.of(failing, next),
            "--json",
            json.toString(),
            "--markdown",
            markdown.toString(),
            "--seed",
            "7");

    assertThat(exit).isEqualTo(1);
    String failure =
        "| – | failing | runs to its end | failed: java.io.IOException: no / broker; caused by"
            + " java.io.IOException: full disk |";
    String target = "| S1 | CPU ÷ the peer's | ≤ 2.00 | 3.00 | 2.00 | 1.50 | yes |";
    assertThat(Files.readString(markdown)).startsWith("| target |").contains(failure, target);
    assertThat(printed.toString()).contains(failure, target, "load average", "seed 7");
    JsonNode document = new JsonMapper().readTree(json.toFile());
    assertThat(document.path("seed").asLong()).isEqualTo(7);
    assertThat(document.path("commit").asText()).isNotEmpty();
    assertThat(document.path("targets")).hasSize(1);
    assertThat(document.path("benchmarks").get(0).path("failure").asText()).contains("broker");
    assertThat(document.path("benchmarks").get(0).path("figures")).hasSize(1);
  }

  @Test
  void resultsAreKeptInTheHome() throws IOException {
    int exit = run(List.of(benchmark("one", result -> result.add("figure", "s", 1))));

    assertThat(exit).isZero();
    try (var files = Files.list(home.resolve("results"))) {
      assertThat(files.map(file -> file.toString().replaceAll(".*\\.", "")))
          .containsExactlyInAnyOrder("json", "md");
    }
  }

  private int run(List<Benchmark> benchmarks, String... arguments) {
    PrintWriter writer = new PrintWriter(printed);
    List<String> line = new java.util.ArrayList<>(List.of("--home", home.toString()));
    line.addAll(List.of(arguments));
    return new CommandLine(new Bench(benchmarks))
        .setOut(writer)
        .setErr(writer)
        .execute(line.toArray(String[]::new));
  }

  private interface Measurement {
    void into(BenchResult result) throws Exception;
  }

  private static Benchmark benchmark(String name, Measurement measurement) {
    return new Benchmark() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void run(BenchSettings settings, BenchResult result) throws Exception {
        measurement.into(result);
      }
    };
  }
}
