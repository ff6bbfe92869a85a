package io.tidelake.stack;

import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Trino's own client, as a process. */
final class TrinoClient {

  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

  private final Site site;

  /**
   * @throws StackException if no Trino answers
   */
  TrinoClient(Site site) throws StackException {
    this.site = site;
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(site.clientHost(), site.port(Part.TRINO)), CONNECT_TIMEOUT_MILLIS);
    } catch (IOException e) {
      throw new StackException(
          StackException.Kind.FAILURE,
          "Trino does not answer at " + site.address(Part.TRINO) + ": start it with ./tidelake up");
    }
  }

  /** Lets somebody at the terminal ask; returns the exit code. */
  int interactive() throws IOException, InterruptedException {
    return new ProcessBuilder(line(List.of())).inheritIO().start().waitFor();
  }

  /**
   * Writes the answer as CSV.
   *
   * @param header begin with the names of the columns
   * @return the exit code; what was wrong is printed
   */
  int query(String query, boolean header, OutputStream out)
      throws IOException, InterruptedException {
    // Output that is no terminal is not worth a warning.
    List<String> line = line(List.of("-Dorg.jline.terminal.dumb=true"));
    String format = header ? "CSV_HEADER" : "CSV";
    line.addAll(List.of("--output-format", format, "--execute", query));
    Process process =
        new ProcessBuilder(line)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream quoted = new BufferedInputStream(process.getInputStream())) {
      MinimalQuotes.copy(quoted, out);
    }
    return process.waitFor();
  }

  private List<String> line(List<String> moreOptions) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    line.addAll(moreOptions);
    line.add("-jar");
    line.add(
        site.project().resolve("infra/local-stack/servers/trino/target/trino-cli.jar").toString());
    line.addAll(List.of("--server", site.url(Part.TRINO)));
    line.addAll(List.of("--catalog", "lake", "--schema", "taobao", "--user", "analyst"));
    return line;
  }
}
