package io.tidelake.streaming.config;

import io.tidelake.schema.table.LakeTables;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * Where the lake is, for programs of the batch side. Keys of the object store come from the AWS
 * chain, such as {@code AWS_ACCESS_KEY_ID}.
 */
public final class LakeOptions {

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
      converter = ZoneConverter.class,
      description = "business time zone of the streaming job (default: ${DEFAULT-VALUE})")
  private ZoneId zone = ZoneId.of("Asia/Shanghai");

  public String namespace() {
    return namespace;
  }

  public ZoneId zone() {
    return zone;
  }

  /** The properties of the catalog's client. */
  public Map<String, String> catalogProperties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("uri", catalogUri);
    properties.put("warehouse", warehouse);
    properties.put("rest.client.connection-timeout-ms", "3000");
    properties.put("rest.client.socket-timeout-ms", "30000");
    if (warehouse.startsWith("s3")) {
      properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
      properties.put("client.region", s3Region);
      properties.put("http-client.apache.connection-timeout-ms", "3000");
      properties.put("http-client.apache.socket-timeout-ms", "30000");
      if (s3Endpoint != null) {
        properties.put("s3.endpoint", s3Endpoint);
        properties.put("s3.path-style-access", "true");
      }
    }
    return properties;
  }

  private static final class ZoneConverter implements CommandLine.ITypeConverter<ZoneId> {
    @Override
    public ZoneId convert(String value) {
      try {
        return ZoneId.of(value);
      } catch (DateTimeException unknown) {
        throw new CommandLine.TypeConversionException(
            "\"" + value + "\" is no time zone: give one such as Asia/Shanghai or UTC");
      }
    }
  }
}
