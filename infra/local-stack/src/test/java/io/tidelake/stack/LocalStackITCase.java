package io.tidelake.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidelake.stack.process.State;
import io.tidelake.stack.server.Part;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervision of real servers, with the two lightest. */
class LocalStackITCase {

  private static final Set<Part> LIGHT = EnumSet.of(Part.ZOOKEEPER, Part.OBJECT_STORE);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private StackOptions options;

  @BeforeEach
  void setUp() throws IOException {
    options = StackOptions.only(folder.resolve("home"), freePortOffset(), LIGHT);
  }

  @Test
  void aKilledPartComesBackAndAStoppedStackLeavesNothing() throws Exception {
    long second;
    try (LocalStack stack = LocalStack.start(options)) {
      assertThat(stack.allHealthy()).isTrue();
      assertThat(options.site().home().resolve("endpoints.json")).exists();
      long first = stack.status(Part.ZOOKEEPER).pid();

      stack.kill(Part.ZOOKEEPER);
      stack.awaitHealthy(Part.ZOOKEEPER, PATIENCE);

      second = stack.status(Part.ZOOKEEPER).pid();
      assertThat(second).isNotEqualTo(first);
      assertThat(stack.status(Part.ZOOKEEPER).restarts()).isEqualTo(1);
      assertThat(stack.status(Part.OBJECT_STORE).restarts()).isZero();
    }
    assertThat(ProcessHandle.of(second)).isEmpty();
    assertThat(Preflight.findings(options.site(), List.of(), List.of())).isEmpty();
    assertThat(options.site().home().resolve("endpoints.json")).doesNotExist();
    assertThat(options.site().run("zookeeper.pid")).doesNotExist();
  }

  @Test
  void aPausedPartIsUnhealthyAndLeftAlone() throws Exception {
    try (LocalStack stack = LocalStack.start(options)) {
      long pid = stack.status(Part.OBJECT_STORE).pid();

      stack.pause(Part.OBJECT_STORE);
      await()
          .atMost(PATIENCE)
          .until(() -> stack.status(Part.OBJECT_STORE).state() == State.UNHEALTHY);
      stack.resume(Part.OBJECT_STORE);
      stack.awaitHealthy(Part.OBJECT_STORE, PATIENCE);

      assertThat(stack.status(Part.OBJECT_STORE).pid()).isEqualTo(pid);
    }
  }

  @Test
  void aStoppedPartStaysStoppedUntilStarted() throws Exception {
    try (LocalStack stack = LocalStack.start(options)) {
      stack.stopPart(Part.ZOOKEEPER);
      assertThat(stack.status(Part.ZOOKEEPER).state()).isEqualTo(State.STOPPED);

      stack.startPart(Part.ZOOKEEPER);
      stack.awaitHealthy(Part.ZOOKEEPER, PATIENCE);
    }
  }

  @Test
  void aPartThatTakesLongerThanItMayEndsTheStart() throws Exception {
    assertThatThrownBy(() -> LocalStack.start(options.readyWithin(Duration.ofMillis(1))))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("did not start");
    assertThat(Preflight.findings(options.site(), List.of(), List.of())).isEmpty();
  }

  @Test
  void aTakenPortStartsNothing() throws Exception {
    int port = options.site().port(Part.ZOOKEEPER);
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));

      assertThatThrownBy(() -> LocalStack.start(options))
          .isInstanceOf(StackException.class)
          .hasMessage(
              "port "
                  + port
                  + " (zookeeper) is taken: use --port-offset or stop what listens there");
    }
    assertThat(Files.exists(options.site().run("object-store.pid"))).isFalse();
  }

  /** Beside the ports of people's own stacks. */
  private static int freePortOffset() throws IOException {
    for (int offset = 20_000; offset < 40_000; offset += 100) {
      boolean free = true;
      for (Part part : LIGHT) {
        for (int port : part.ports()) {
          free &= Preflight.taken(InetAddress.getLoopbackAddress(), part, port + offset).isEmpty();
        }
      }
      if (free) {
        return offset;
      }
    }
    throw new IOException("no free ports between 20000 and 50000");
  }
}
