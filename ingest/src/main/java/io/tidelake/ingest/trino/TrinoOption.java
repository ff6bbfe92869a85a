package io.tidelake.ingest.trino;

import picocli.CommandLine.Option;

/** Where a command finds the lake. A mixin. */
public final class TrinoOption {

  @Option(
      names = "--trino-url",
      paramLabel = "URL",
      defaultValue = "${sys:tidelake.trino.url:-http://localhost:8080}",
      description =
          "jdbc:trino://HOST:PORT/CATALOG/SCHEMA, or http(s)://HOST:PORT for lake/taobao."
              + " Default: that of the stack.")
  private String url = "";

  /** As given, for {@link TrinoAddress#of}. */
  public String url() {
    return url;
  }
}
