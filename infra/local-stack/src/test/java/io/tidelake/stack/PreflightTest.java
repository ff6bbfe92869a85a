package io.tidelake.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {

  @TempDir private Path folder;

  @Test
  void aTakenPortIsToldByPartAndNumber() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      assertThat(Preflight.taken(loopback, Part.KAFKA, socket.getLocalPort()))
          .hasValue(
              "port "
                  + socket.getLocalPort()
                  + " (kafka) is taken: use --port-offset or stop what listens there");
    }
  }

  @Test
  void aFreePortIsNoFinding() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      port = socket.getLocalPort();
    }

    assertThat(Preflight.taken(loopback, Part.KAFKA, port)).isEmpty();
  }

  @Test
  void aMissingArtifactIsToldWithTheCommandThatBuildsIt() {
    Site site = new Site(folder, folder.resolve("home"), "127.0.0.1", 0);

    assertThat(
            Preflight.findings(
                site, List.of(), List.of(folder.resolve("streaming/target/streaming-job.jar"))))
        .containsExactly(
            "streaming/target/streaming-job.jar is missing:"
                + " build it with ./mvnw -DskipTests package");
  }

  @Test
  void anUnknownHostIsTold() {
    Site site = new Site(folder, folder.resolve("home"), "no.such.host.invalid", 0);

    assertThat(Preflight.findings(site, List.of(), List.of()))
        .singleElement()
        .asString()
        .contains("no.such.host.invalid");
  }
}
