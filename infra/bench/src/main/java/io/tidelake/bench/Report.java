package io.tidelake.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run of benchmarks has found so far, with what it was found on. */
final class Report {

  private final Instant begun = Instant.now();
  private final String machine = Machine.describe();
  private final String loadAtStart = Machine.load();
  private final String commit;
  private final BenchSettings settings;
  private final List<BenchResult> results = new ArrayList<>();

  Report(BenchSettings settings) throws InterruptedException {
    this.settings = settings;
    commit = Machine.commit();
  }

  void add(BenchResult result) {
    results.add(result);
  }

  boolean failed() {
    return results.stream().anyMatch(result -> !result.failure().isEmpty());
  }

  /** Machine, commit and settings. */
  String head() {
    return ("%s; load average at the start %s; commit %s%n%n%d rounds of %d s, %s events, %s"
            + " events/s, %s minutes, seed %d%s%s")
        .formatted(
            machine,
            loadAtStart,
            commit,
            settings.rounds(),
            settings.seconds(),
            given(settings.events()),
            given(settings.rate()),
            given(settings.minutes()),
            settings.seed(),
            settings.quick() ? ", quick" : "",
            settings.reuse() ? ", lakes reused" : "");
  }

  private static String given(long setting) {
    return setting == 0 ? "usual" : Long.toString(setting);
  }

  /** All targets in one table. */
  String summary() {
    return TargetTable.of(results);
  }

  /** Writes both files anew. */
  void write(Path json, Path markdown) throws IOException {
    write(
        json,
        new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document()) + "\n");
    StringBuilder text = new StringBuilder(summary() + "\n" + head() + "\n\n");
    results.forEach(result -> text.append(result.markdown()).append('\n'));
    write(markdown, text.toString());
  }

  private static void write(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, text);
  }

  private Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("measuredAt", begun.toString());
    document.put("machine", machine);
    document.put("loadAverageAtStart", loadAtStart);
    document.put("commit", commit);
    document.put("rounds", settings.rounds());
    document.put("seconds", settings.seconds());
    document.put("events", settings.events());
    document.put("rate", settings.rate());
    document.put("minutes", settings.minutes());
    document.put("seed", settings.seed());
    document.put("quick", settings.quick());
    document.put("reuse", settings.reuse());
    List<Object> targets = new ArrayList<>();
    List<Object> benchmarks = new ArrayList<>();
    for (BenchResult result : results) {
      targets.addAll(result.targets());
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("name", result.name());
      each.put("failure", result.failure());
      each.put("figures", result.figures());
      each.put("targets", result.targets());
      each.put("notes", result.notes());
      benchmarks.add(each);
    }
    document.put("targets", targets);
    document.put("benchmarks", benchmarks);
    return document;
  }
}
