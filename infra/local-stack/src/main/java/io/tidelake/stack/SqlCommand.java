package io.tidelake.stack;

import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asks Trino. */
@Command(
    name = "sql",
    description = "Run a query on Trino and print CSV; without a query, the interactive client.",
    mixinStandardHelpOptions = true)
final class SqlCommand implements Callable<Integer> {

  @Mixin private SiteOptions siteOptions = new SiteOptions();

  @Parameters(arity = "0..1", paramLabel = "QUERY", description = "The query.")
  private @Nullable String query;

  @Override
  public Integer call() throws Exception {
    Site site = siteOptions.site();
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    line.add("-jar");
    line.add(
        site.project().resolve("infra/local-stack/servers/trino/target/trino-cli.jar").toString());
    line.addAll(List.of("--server", site.url(Part.TRINO)));
    line.addAll(List.of("--catalog", "lake", "--schema", "taobao", "--user", "analyst"));
    if (query != null) {
      line.addAll(List.of("--output-format", "CSV_HEADER_UNQUOTED", "--execute", query));
    }
    return new ProcessBuilder(line).inheritIO().start().waitFor();
  }
}
