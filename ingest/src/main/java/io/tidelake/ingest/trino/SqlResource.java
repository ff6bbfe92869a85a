package io.tidelake.ingest.trino;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** SQL that lies in a file beside the class that asks it. */
public final class SqlResource {

  private SqlResource() {}

  /**
   * The text without its comments: one may hold a question mark, which the driver would take for a
   * parameter.
   *
   * @param owner the class beside which the file lies
   * @param name of the file, without {@code .sql}
   */
  public static String text(Class<?> owner, String name) {
    String file = name + ".sql";
    try (InputStream in = owner.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + file + " beside " + owner.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)--.*$", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
