package org.apache.flink.metrics.prometheus;

import java.net.InetSocketAddress;
import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Found by Flink under {@code metrics.reporter.NAME.factory.class}. Options: {@code host} (default
 * 127.0.0.1) and {@code port} (default 9249).
 */
public final class BoundPrometheusReporterFactory implements MetricReporterFactory {

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return new BoundPrometheusReporter(
        new InetSocketAddress(
            properties.getProperty("host", "127.0.0.1"),
            Integer.parseInt(properties.getProperty("port", "9249"))));
  }
}
