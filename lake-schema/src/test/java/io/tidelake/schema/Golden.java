package io.tidelake.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The golden files that the front end's tests assert too. */
public final class Golden {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Golden() {}

  public static JsonNode read(String file) {
    try {
      return JSON.readTree(Path.of("golden", file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
