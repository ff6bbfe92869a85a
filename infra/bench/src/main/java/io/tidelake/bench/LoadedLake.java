package io.tidelake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidelake.ingest.GeneratedCsv;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Map;

/**
 * A stack without stream, whose tables a backfill of a shop's history has filled and maintenance
 * has put in shape. With {@code --reuse} its home is kept, and taken again by the next run that
 * wants the same.
 */
public final class LoadedLake implements AutoCloseable {

  /** Of the dates in the tables. */
  public static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  private static final EnumSet<Part> PARTS =
      EnumSet.of(Part.OBJECT_STORE, Part.CATALOG, Part.KAFKA, Part.TRINO, Part.QUERY_API);

  private static final String MARK = "loaded.json";
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * What it holds.
   *
   * @param events in all
   * @param days they are spread over, up to yesterday
   */
  public record Content(long events, int days, long seed) {}

  private final LocalStack stack;
  private final Content content;
  private final LocalDate lastDay;
  private final boolean keep;

  private LoadedLake(LocalStack stack, Content content, LocalDate lastDay, boolean keep) {
    this.stack = stack;
    this.content = content;
    this.lastDay = lastDay;
    this.keep = keep;
  }

  /**
   * Starts a stack that holds this; loads it unless it is there from before and may be used.
   *
   * @param name of its home below that of the benchmarks
   */
  public static LoadedLake open(BenchSettings settings, String name, Content content)
      throws Exception {
    StackOptions options =
        StackOptions.only(settings.home().resolve(name), settings.portOffset(), PARTS);
    Site site = options.site();
    if (!settings.reuse() || !holds(site, content)) {
      LocalStack.purge(site);
    }
    settings.say().accept("Starting a stack ...");
    LocalStack stack = LocalStack.start(options);
    try {
      if (!Files.exists(mark(site))) {
        load(settings, site, content);
      }
      LocalDate lastDay =
          LocalDate.parse(JSON.readTree(mark(site).toFile()).path("lastDay").asText());
      return new LoadedLake(stack, content, lastDay, settings.reuse());
    } catch (Exception e) {
      stack.close();
      if (!settings.reuse()) {
        LocalStack.purge(site);
      }
      throw e;
    }
  }

  private static void load(BenchSettings settings, Site site, Content content) throws Exception {
    settings
        .say()
        .accept("Loading %,d events of %d days ...".formatted(content.events(), content.days()));
    LocalDate lastDay = LocalDate.ofInstant(GeneratedCsv.today(), ZONE).minusDays(1);
    double loading;
    double peakMemory;
    try (StackCommand backfill =
        StackCommand.start(
            site,
            "backfill",
            "--no-rollups",
            "--generate",
            Long.toString(content.events()),
            "--days",
            Integer.toString(content.days()),
            "--seed",
            Long.toString(content.seed()))) {
      loading = backfill.await();
      peakMemory = backfill.peakMemory();
    }
    settings.say().accept("Bringing rollups up to date, compacting ...");
    StackCommand.run(site, "maintain");
    Files.writeString(
        mark(site),
        JSON.writeValueAsString(
            Map.of(
                "content",
                content,
                "lastDay",
                lastDay.toString(),
                "loadingSeconds",
                loading,
                "loadingPeakMebibytes",
                peakMemory)));
  }

  /**
   * Tells how the lake was loaded, also if that was in an earlier run: the time, generating the
   * file included, and the largest resident set of the process that loaded.
   */
  public void into(BenchResult result) throws IOException {
    JsonNode found = JSON.readTree(mark(stack.site()).toFile());
    if (found.has("loadingSeconds")) {
      result.add("generate and backfill", "s", found.path("loadingSeconds").asDouble());
      result.add("backfill, largest memory", "MiB", found.path("loadingPeakMebibytes").asDouble());
    }
  }

  private static boolean holds(Site site, Content content) throws IOException {
    if (!Files.exists(mark(site))) {
      return false;
    }
    JsonNode found = JSON.readTree(mark(site).toFile());
    return JSON.treeToValue(found.path("content"), Content.class).equals(content);
  }

  private static Path mark(Site site) {
    return site.data(MARK);
  }

  public LocalStack stack() {
    return stack;
  }

  public Content content() {
    return content;
  }

  public LocalDate firstDay() {
    return lastDay.minusDays(content.days() - 1L);
  }

  public LocalDate lastDay() {
    return lastDay;
  }

  @Override
  public void close() throws Exception {
    stack.close();
    if (!keep) {
      LocalStack.purge(stack.site());
    }
  }
}
