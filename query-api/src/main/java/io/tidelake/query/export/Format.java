package io.tidelake.query.export;

import java.util.Locale;

/** A kind of file. */
enum Format {
  CSV("text/csv;charset=UTF-8"),
  XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
  JSON("application/json"),
  NDJSON("application/x-ndjson");

  private final String mediaType;

  Format(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }

  String extension() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Workbooks are compressed already. */
  boolean compressible() {
    return this != XLSX;
  }
}
