package io.tidelake.stack.reconcile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The questions asked of Trino: each is a file beside this class. */
enum SqlFile {
  SNAPSHOTS("snapshots"),
  POSITIONS_PROPERTY("positions_property"),
  OFFSETS("offsets"),
  REPEATS("repeats"),
  COUNTS("counts"),
  DELAYS("delays"),
  DIFFERENT_CELLS("different_cells"),
  REJECTED("rejected");

  private final String text;

  SqlFile(String name) {
    String file = name + ".sql";
    try (InputStream in = SqlFile.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + file);
      }
      // A comment may hold a question mark, which the driver need not see.
      this.text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)--.*$", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text with its {@code ${names}} replaced: a table can't be a parameter. */
  String text(Map<String, String> names) {
    String filled = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      filled = filled.replace("${" + name.getKey() + "}", name.getValue());
    }
    return filled;
  }
}
