package org.apache.flink.metrics.prometheus;

import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;

/** Answers Prometheus at {@code /metrics} of one address. */
final class BoundPrometheusReporter extends AbstractPrometheusReporter {

  private final HTTPServer server;

  /**
   * @throws UncheckedIOException if the address can't be bound; Flink then runs without the
   *     reporter, and says so in its log
   */
  BoundPrometheusReporter(InetSocketAddress address) {
    try {
      server = new HTTPServer(address, registry, true);
    } catch (IOException e) {
      throw new UncheckedIOException("metrics can't be offered at " + address, e);
    }
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.stop();
    super.close();
  }
}
