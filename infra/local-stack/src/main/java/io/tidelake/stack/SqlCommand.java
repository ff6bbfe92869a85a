package io.tidelake.stack;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks Trino. */
@Command(
    name = "sql",
    description = "Run a query on Trino and print CSV; without a query, the interactive client.",
    mixinStandardHelpOptions = true)
final class SqlCommand implements Callable<Integer> {

  @Mixin private SiteOptions siteOptions = new SiteOptions();

  @Parameters(arity = "0..1", paramLabel = "QUERY", description = "The query.")
  private @Nullable String query;

  @Option(names = "--header", description = "Print the names of the columns first.")
  private boolean header;

  @Override
  public Integer call() throws Exception {
    TrinoClient trino = new TrinoClient(siteOptions.site());
    if (query == null) {
      return trino.interactive();
    }
    try (OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))) {
      return trino.query(query, header, out);
    }
  }
}
