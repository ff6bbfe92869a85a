package io.tidelake.stack.server;

import io.tidelake.stack.process.ProcessCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What JobManager and TaskManager have in common. */
abstract class FlinkServer extends Server {

  private static final String SERVER = "flink";

  private final Map<String, String> different;

  /**
   * @param different settings of Flink that are not the stack's usual ones
   */
  FlinkServer(Part part, Site site, Secrets secrets, Map<String, String> different) {
    super(part, site, secrets);
    this.different = different;
  }

  @Override
  public final List<Path> artifacts() {
    return List.of(classPathFile(SERVER), jar(site()));
  }

  @Override
  public final void prepare() throws IOException {
    for (String folder : List.of("tmp", "upload", "high-availability", "checkpoints")) {
      Files.createDirectories(site().data(SERVER).resolve(folder));
    }
    copyResource("log4j2.properties");
    FlinkConfiguration.write(site(), different);
  }

  /**
   * @param metricsPort where the process answers Prometheus
   */
  final ProcessCommand flink(
      List<String> memory, String mainClass, int metricsPort, List<String> arguments) {
    List<String> options = new ArrayList<>(memory);
    options.add("-XX:+UseCompactObjectHeaders");
    options.add("-Dlog4j2.configurationFile=" + site().configuration("log4j2.properties"));
    // What Flink schedules here is due in tenths of a second; its actors would wake up a hundred
    // times
    // a second each, also in a process that has nothing to do.
    options.add("-Dpekko.scheduler.tick-duration=50ms");
    // Iceberg's and Flink's serializers look into these.
    for (String opened : List.of("java.util", "java.lang", "java.time", "java.nio", "java.net")) {
      options.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    List<String> program = new ArrayList<>(List.of(mainClass));
    program.addAll(List.of("--configDir", site().configuration(SERVER).toString()));
    program.addAll(List.of("-D", "metrics.reporter.prometheus.port=" + metricsPort));
    program.addAll(arguments);
    return java(
        withSharedClasses(options),
        jar(site()) + File.pathSeparator + readClassPath(classPathFile(SERVER)),
        program,
        secrets().environment());
  }

  static Path jar(Site site) {
    return site.servers().resolve("flink/target/flink-server.jar");
  }
}
