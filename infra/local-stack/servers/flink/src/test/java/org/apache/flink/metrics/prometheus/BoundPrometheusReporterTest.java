package org.apache.flink.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import org.apache.flink.metrics.CharacterFilter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.LogicalScopeProvider;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BoundPrometheusReporterTest {

  private BoundPrometheusReporter reporter;

  @BeforeEach
  void open() {
    Properties properties = new Properties();
    properties.setProperty("port", "0");
    reporter =
        (BoundPrometheusReporter)
            new BoundPrometheusReporterFactory().createMetricReporter(properties);
    reporter.open(new MetricConfig());
  }

  @AfterEach
  void close() {
    reporter.close();
  }

  @Test
  void flinkFindsIt() {
    assertThat(ServiceLoader.load(MetricReporterFactory.class))
        .hasAtLeastOneElementOfType(BoundPrometheusReporterFactory.class);
  }

  @Test
  void offersWhatIsRegistered() throws Exception {
    reporter.notifyOfAddedMetric((Gauge<Long>) () -> 42L, "answer", new Group());

    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + reporter.port() + "/metrics"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.body()).contains("flink_group_answer{kind=\"test\",} 42.0");
  }

  @Test
  void listensOnOneAddressOnly() throws Exception {
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (each.isUp() && !each.isLoopback()) {
        each.inetAddresses()
            .filter(Inet4Address.class::isInstance)
            .forEach(
                address ->
                    assertThatThrownBy(
                            () -> {
                              try (Socket socket = new Socket()) {
                                socket.connect(
                                    new InetSocketAddress(address, reporter.port()), 2_000);
                              }
                            })
                        .as(address.toString())
                        .isInstanceOf(ConnectException.class));
      }
    }
  }

  private static final class Group extends UnregisteredMetricsGroup
      implements LogicalScopeProvider {

    @Override
    public String getLogicalScope(CharacterFilter filter) {
      return getLogicalScope(filter, '.');
    }

    @Override
    public String getLogicalScope(CharacterFilter filter, char delimiter) {
      return "group";
    }

    @Override
    public MetricGroup getWrappedMetricGroup() {
      return this;
    }

    @Override
    public Map<String, String> getAllVariables() {
      return Map.of("<kind>", "test");
    }
  }
}
