package io.tidelake.ingest.replay;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The questions asked of Trino: each is a file beside this class. */
enum SqlFile {
  SUMMARY("summary"),
  RECORDS("records"),
  MARK("mark");

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

  String text() {
    return text;
  }
}
