package io.tidelake.stack;

import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks Trino. */
@Command(
    name = "sql",
    description = "Run a query on Trino and print CSV; without a query, the interactive client.",
    mixinStandardHelpOptions = true)
final class SqlCommand implements Callable<Integer> {

  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

  @Mixin private SiteOptions siteOptions = new SiteOptions();

  @Parameters(arity = "0..1", paramLabel = "QUERY", description = "The query.")
  private @Nullable String query;

  @Option(names = "--header", description = "Print the names of the columns first.")
  private boolean header;

  @Override
  public Integer call() throws Exception {
    Site site = siteOptions.site();
    requireTrino(site);
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    if (query != null) {
      // Output that is no terminal is not worth a warning.
      line.add("-Dorg.jline.terminal.dumb=true");
    }
    line.add("-jar");
    line.add(
        site.project().resolve("infra/local-stack/servers/trino/target/trino-cli.jar").toString());
    line.addAll(List.of("--server", site.url(Part.TRINO)));
    line.addAll(List.of("--catalog", "lake", "--schema", "taobao", "--user", "analyst"));
    if (query == null) {
      return new ProcessBuilder(line).inheritIO().start().waitFor();
    }
    String format = header ? "CSV_HEADER" : "CSV";
    line.addAll(List.of("--output-format", format, "--execute", query));
    Process process =
        new ProcessBuilder(line)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream quoted = new BufferedInputStream(process.getInputStream());
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))) {
      MinimalQuotes.copy(quoted, out);
    }
    return process.waitFor();
  }

  private static void requireTrino(Site site) throws StackException {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(site.clientHost(), site.port(Part.TRINO)), CONNECT_TIMEOUT_MILLIS);
    } catch (IOException e) {
      throw new StackException(
          StackException.Kind.FAILURE,
          "Trino does not answer at " + site.address(Part.TRINO) + ": start it with ./tidelake up");
    }
  }
}
