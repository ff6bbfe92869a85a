package io.tidelake.stack.reconcile;

import io.tidelake.ingest.trino.SqlResource;
import java.util.Map;

/** The questions asked of Trino: each is a file beside this class. */
enum SqlFile {
  SNAPSHOTS("snapshots"),
  PROPERTY("property"),
  OFFSETS("offsets"),
  REPEATS("repeats"),
  COUNTS("counts"),
  DELAYS("delays"),
  DIFFERENT_CELLS("different_cells"),
  REJECTED("rejected");

  private final String text;

  SqlFile(String name) {
    this.text = SqlResource.text(SqlFile.class, name);
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
