package io.tidelake.ingest.replay;

import io.tidelake.ingest.trino.SqlResource;

/** The questions asked of Trino: each is a file beside this class. */
enum SqlFile {
  SUMMARY("summary"),
  RECORDS("records"),
  BYTES("bytes"),
  MARK("mark");

  private final String text;

  SqlFile(String name) {
    this.text = SqlResource.text(SqlFile.class, name);
  }

  String text() {
    return text;
  }
}
