package io.tidelake.query.apidocs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code openapi.yaml}. */
final class OpenApiDocument {

  private static final String RESOURCE = "/openapi.yaml";

  private OpenApiDocument() {}

  /**
   * @param version of the service, which the document is about
   */
  static ObjectNode read(String version) {
    try (InputStream in = OpenApiDocument.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + RESOURCE);
      }
      Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
      ObjectNode document = JsonMapper.shared().valueToTree(yaml);
      document.withObject("/info").put("version", version);
      return document;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
