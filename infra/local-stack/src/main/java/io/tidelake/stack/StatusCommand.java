package io.tidelake.stack;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidelake.stack.process.State;
import io.tidelake.stack.server.LiveJob;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the parts of the stack. */
@Command(
    name = "status",
    description = "Show every part; exits 0 if all are healthy, else 1.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

  private static final JsonMapper JSON = new JsonMapper();

  @Mixin private SiteOptions siteOptions = new SiteOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    Site site = siteOptions.site();
    Optional<Snapshot> running =
        Supervisor.running(site).flatMap(process -> Snapshot.read(Supervisor.snapshotFile(site)));
    if (json) {
      printJson(out, site, running);
    } else if (running.isEmpty()) {
      printWithoutSupervisor(out, site);
    } else {
      printTable(out, site, running.get());
    }
    out.flush();
    boolean healthy =
        running.isPresent()
            && running.get().parts().stream()
                .allMatch(part -> part.state().equals(State.HEALTHY.toString()));
    return healthy ? 0 : 1;
  }

  private static void printWithoutSupervisor(PrintWriter out, Site site) {
    List<Part> left = new Leftovers(site).running();
    if (left.isEmpty()) {
      out.println("Nothing is running in " + site.home() + ".");
      return;
    }
    out.printf(
        "The supervisor in %s is gone, and nobody restarts what dies. Still running: %s. End them with './tidelake down'.%n",
        site.home(), Part.titles(left));
  }

  private static void printTable(PrintWriter out, Site site, Snapshot snapshot) {
    String format = "%-14s %-11s %8s %9s %10s %6s %9s  %s%n";
    out.printf(format, "PART", "STATE", "PID", "RESTARTS", "UPTIME", "PORT", "RSS", "");
    long total = 0;
    for (Snapshot.PartLine part : snapshot.parts()) {
      long bytes = ResidentMemory.bytes(part.pid());
      total += bytes;
      out.printf(
          format,
          part.name(),
          part.state(),
          part.pid() == 0 ? "-" : part.pid(),
          part.restarts(),
          part.started() == 0 ? "-" : words(part.uptime(Instant.now())),
          port(site, part) == 0 ? "-" : port(site, part),
          bytes == 0 ? "-" : (bytes >> 20) + " MiB",
          part.detail() == null ? "" : part.detail());
    }
    out.printf(format, "", "", "", "", "", "total", (total >> 20) + " MiB", "");
  }

  private static void printJson(PrintWriter out, Site site, Optional<Snapshot> running)
      throws java.io.IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("home", site.home().toString());
    root.put("running", running.isPresent());
    ArrayNode parts = root.putArray("parts");
    for (Snapshot.PartLine part : running.map(Snapshot::parts).orElse(List.of())) {
      ObjectNode node = parts.addObject();
      node.put("name", part.name());
      node.put("state", part.state());
      node.put("pid", part.pid());
      node.put("restarts", part.restarts());
      node.put("uptimeSeconds", part.uptime(Instant.now()).toSeconds());
      node.put("port", port(site, part));
      node.put("rssBytes", ResidentMemory.bytes(part.pid()));
      node.put("detail", part.detail());
    }
    out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root));
  }

  private static int port(Site site, Snapshot.PartLine part) {
    return part.name().equals(LiveJob.TITLE) ? 0 : site.port(Part.of(part.name()));
  }

  private static String words(Duration uptime) {
    long days = uptime.toDays();
    return (days > 0 ? days + "d " : "")
        + "%02d:%02d:%02d"
            .formatted(uptime.toHoursPart(), uptime.toMinutesPart(), uptime.toSecondsPart());
  }
}
