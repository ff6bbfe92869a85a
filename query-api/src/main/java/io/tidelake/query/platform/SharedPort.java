package io.tidelake.query.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Takes the port that clients use as soon as it is free: of several processes of the service one
 * serves, and the others, started and with the live state in memory, wait for its end. The
 * operating system frees the port of a dead process at once and gives it to one alone, so that
 * nothing has to be agreed upon.
 *
 * <p>Without a {@linkplain SharedPortProperties shared port} this process serves on its own one.
 */
@Component
class SharedPort implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(SharedPort.class);

  /** A Kafka that is away must not keep the page and the history from being served. */
  private static final Duration READY_PATIENCE = Duration.ofSeconds(5);

  /** Adds to what clients notice of a process that died. */
  private static final Duration POLL = Duration.ofMillis(20);

  private final SharedPortTomcat tomcat;
  private final List<Readiness> features;
  private final WarmUp warmUp;
  private final @Nullable InetAddress address;
  private final int port;
  private volatile boolean serving;
  private @Nullable Thread waiting;

  SharedPort(
      SharedPortTomcat tomcat,
      List<Readiness> features,
      WarmUp warmUp,
      ServerProperties server,
      SharedPortProperties properties) {
    this.tomcat = tomcat;
    this.features = features;
    this.warmUp = warmUp;
    this.address = server.getAddress();
    this.port = properties.port();
    this.serving = port == 0;
  }

  /** Whether clients reach this process. */
  boolean serving() {
    return serving;
  }

  @Override
  public synchronized void start() {
    if (port != 0 && waiting == null) {
      waiting = Thread.ofVirtual().name("shared-port").start(this::takeTurn);
    }
  }

  /** Closing the listening socket itself is left to Tomcat's own shutdown. */
  @Override
  public synchronized void stop() {
    if (waiting != null) {
      waiting.interrupt();
      waiting = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return waiting != null;
  }

  private void takeTurn() {
    try {
      awaitReady();
      if (!isFree()) {
        beginWarmUp();
      }
      while (!isFree() || !tomcat.listen(port)) {
        Thread.sleep(POLL);
      }
      serving = true;
      LOG.info("Serving on port {}", port);
    } catch (InterruptedException e) {
      // The process ends before its turn has come.
    }
  }

  /** Beside the waiting: who serves until now may end at any time. */
  private void beginWarmUp() {
    Thread.ofVirtual()
        .name("warm-up")
        .start(
            () -> {
              try {
                warmUp.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void awaitReady() throws InterruptedException {
    Instant deadline = Instant.now().plus(READY_PATIENCE);
    while (!features.stream().allMatch(Readiness::ready) && Instant.now().isBefore(deadline)) {
      Thread.sleep(POLL);
    }
  }

  /** Tomcat says each vain attempt in its log; this one is silent. */
  private boolean isFree() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
