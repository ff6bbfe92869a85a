package io.tidelake.streaming.config;

import io.tidelake.schema.table.LakeTables;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Where the lake is. A mixin of every program here. Keys of the object store come from the AWS
 * chain, such as {@code AWS_ACCESS_KEY_ID}.
 */
public final class LakeOptions {

  private static final String CONNECT_MILLIS = "3000";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--catalog-uri",
      paramLabel = "URI",
      defaultValue = "http://localhost:8182",
      description = "Iceberg REST catalog (default: ${DEFAULT-VALUE})")
  private String catalogUri = "";

  @Option(
      names = "--warehouse",
      paramLabel = "URI",
      defaultValue = "s3://lake/warehouse",
      description = "where the catalog keeps tables (default: ${DEFAULT-VALUE})")
  private String warehouse = "";

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = LakeTables.NAMESPACE,
      description = "namespace of the tables (default: ${DEFAULT-VALUE})")
  private String namespace = "";

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URI",
      description =
          "object store that is not AWS, reached with path-style addresses (default: AWS)")
  private @Nullable String s3Endpoint;

  @Option(
      names = "--s3-region",
      paramLabel = "REGION",
      defaultValue = "us-east-1",
      description = "region that requests are signed for (default: ${DEFAULT-VALUE})")
  private String s3Region = "";

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      defaultValue = "Asia/Shanghai",
      converter = OptionConverters.Zone.class,
      description = "business time zone (default: ${DEFAULT-VALUE})")
  private ZoneId zone = ZoneId.of("Asia/Shanghai");

  /**
   * @throws ParameterException that names option, value and fix
   */
  public void validate() {
    notBlank("--warehouse", warehouse, "a URI, such as s3://lake/warehouse");
    notBlank("--namespace", namespace, "the name of a namespace");
    httpUri("--catalog-uri", catalogUri);
    if (s3Endpoint != null) {
      httpUri("--s3-endpoint", s3Endpoint);
    }
  }

  private void notBlank(String option, String value, String fix) {
    if (value.isBlank()) {
      throw wrong(option, value, fix);
    }
  }

  private void httpUri(String option, String value) {
    String fix = "a URI that begins with http:// or https://";
    try {
      URI uri = URI.create(value);
      if (uri.getHost() == null
          || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        throw wrong(option, value, fix);
      }
    } catch (IllegalArgumentException notAUri) {
      throw wrong(option, value, fix);
    }
  }

  private ParameterException wrong(String option, String value, String fix) {
    return new ParameterException(
        Objects.requireNonNull(command, "parsed").commandLine(),
        option + " is \"" + value + "\": give " + fix);
  }

  public String catalogUri() {
    return catalogUri;
  }

  public String warehouse() {
    return warehouse;
  }

  public String namespace() {
    return namespace;
  }

  /** Empty: AWS. */
  public Optional<String> s3Endpoint() {
    return Optional.ofNullable(s3Endpoint);
  }

  public String s3Region() {
    return s3Region;
  }

  public ZoneId zone() {
    return zone;
  }

  /**
   * The properties of the catalog's client.
   *
   * @param patience how long a server that says nothing is waited for
   */
  public Map<String, String> catalogProperties(Duration patience) {
    String millis = Long.toString(patience.toMillis());
    Map<String, String> properties = new HashMap<>();
    properties.put("uri", catalogUri);
    properties.put("warehouse", warehouse);
    properties.put("rest.client.connection-timeout-ms", CONNECT_MILLIS);
    properties.put("rest.client.socket-timeout-ms", millis);
    if (warehouse.startsWith("s3")) {
      properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
      properties.put("client.region", s3Region);
      properties.put("http-client.apache.connection-timeout-ms", CONNECT_MILLIS);
      properties.put("http-client.apache.socket-timeout-ms", millis);
      if (s3Endpoint != null) {
        properties.put("s3.endpoint", s3Endpoint);
        properties.put("s3.path-style-access", "true");
      }
    }
    return properties;
  }
}
