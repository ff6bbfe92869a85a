package io.tidelake.stack;

import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Server;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What has to be true before anything is started; each finding is one line with its remedy. */
final class Preflight {

  private static final int OLDEST_JAVA = 25;
  private static final long LEAST_DISK_BYTES = 3L << 30;

  private Preflight() {}

  static List<String> findings(Site site, Collection<Server> servers, Collection<Path> jars) {
    List<String> findings = new ArrayList<>();
    int java = Runtime.version().feature();
    if (java < OLDEST_JAVA) {
      findings.add("this is Java " + java + ": set JAVA_HOME to a JDK " + OLDEST_JAVA);
    }
    List<Path> artifacts = new ArrayList<>(jars);
    servers.forEach(server -> artifacts.addAll(server.artifacts()));
    for (Path artifact : artifacts) {
      if (!Files.exists(artifact)) {
        findings.add(
            site.project().relativize(artifact)
                + " is missing: build it with ./mvnw -DskipTests package");
      }
    }
    findings.addAll(disk(site.home()));
    InetAddress host;
    try {
      host = InetAddress.getByName(site.host());
    } catch (UnknownHostException e) {
      findings.add("host '" + site.host() + "' has no address: give one of this machine's");
      return findings;
    }
    for (Server server : servers) {
      for (int port : server.part().ports()) {
        taken(host, server.part(), port + site.portOffset()).ifPresent(findings::add);
      }
    }
    return findings;
  }

  /** Whether something listens on the port. */
  static java.util.Optional<String> taken(InetAddress host, Part part, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As the servers do it: a connection of the past that lingers does not count.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      return java.util.Optional.empty();
    } catch (IOException e) {
      return java.util.Optional.of(
          "port "
              + port
              + " ("
              + part
              + ") is taken: use --port-offset or stop what listens there");
    }
  }

  private static List<String> disk(Path home) {
    try {
      Path existing = home;
      while (!Files.exists(existing)) {
        existing = existing.getParent();
      }
      long free = Files.getFileStore(existing).getUsableSpace();
      if (free < LEAST_DISK_BYTES) {
        return List.of(
            "only %.1f GiB are free at %s: free at least 3 GiB, or set TIDELAKE_HOME"
                .formatted(free / (double) (1L << 30), existing));
      }
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
