package io.tidelake.query.trino;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A question to Trino, with named parameters ({@code :name}).
 *
 * @param name what threads and metrics call it
 * @param text the statement, without a semicolon
 */
public record Sql(String name, String text) {

  /**
   * The question in the resource {@code /sql/<path>.sql}.
   *
   * @throws IllegalStateException if there is none
   */
  public static Sql resource(String path) {
    String file = "/sql/" + path + ".sql";
    try (InputStream in = Sql.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + file);
      }
      return new Sql(path.replace('/', '-'), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
