package io.tidelake.stack;

import io.tidelake.ingest.trino.SqlResource;
import io.tidelake.stack.server.Site;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tags all tables at one point. */
@Command(
    name = "backup",
    description = {
      "Tag all tables at one point of the stream, beside it: a backup costs nothing until files"
          + " are replaced, and is kept from expiry and retention until it is pruned.",
      "Read it with FOR VERSION AS OF 'NAME', or copy it with ./tidelake restore."
    },
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {

  @Mixin private SiteOptions siteOptions = new SiteOptions();

  @ArgGroup private @Nullable What what;

  /** One of these; none: make a backup that is named after the time. */
  private static final class What {

    @Option(names = "--name", paramLabel = "NAME", description = "Of the tags. Default: the time.")
    private @Nullable String name;

    @Option(names = "--list", description = "List backups, the newest first.")
    private boolean list;

    @Option(
        names = "--prune",
        paramLabel = "AGE",
        description = "Remove backups older than this, such as P30D.")
    private @Nullable String prune;
  }

  @Option(
      names = "--csv",
      paramLabel = "DIR",
      description = "Also write every table as it is in the backup to DIR/NAME/TABLE.csv.")
  private @Nullable Path csv;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Site site = siteOptions.site();
    if (what != null && what.list) {
      requireNoCsv();
      return MaintainCommand.run(site, List.of("backup", "--list"));
    }
    if (what != null && what.prune != null) {
      requireNoCsv();
      return MaintainCommand.run(site, List.of("backup", "--prune", what.prune));
    }
    String name =
        what != null && what.name != null
            ? what.name
            : "backup-"
                + Instant.now()
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString()
                    .replace(":", "")
                    .replace("-", "");
    // Found out before anything is made.
    if (csv != null) {
      requireFolder(csv.resolve(name));
    }
    TrinoClient trino = csv == null ? null : new TrinoClient(site);
    int exit = MaintainCommand.run(site, List.of("backup", "--name", name));
    return exit != 0 || csv == null || trino == null ? exit : write(trino, name, csv.resolve(name));
  }

  private void requireNoCsv() {
    CommandSpec command = Objects.requireNonNull(spec);
    if (csv != null) {
      throw new ParameterException(
          command.commandLine(), "--csv goes only with a new backup: leave it or the other out");
    }
  }

  private void requireFolder(Path folder) {
    String why = "it is not writable";
    try {
      if (Files.isWritable(Files.createDirectories(folder))) {
        return;
      }
    } catch (IOException | InvalidPathException e) {
      why = e.getClass().getSimpleName() + ": " + e.getMessage();
    }
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "--csv is %s, and %s cannot be made (%s): give another folder; no backup was made"
            .formatted(csv, folder, why));
  }

  private int write(TrinoClient trino, String name, Path folder)
      throws IOException, InterruptedException {
    ByteArrayOutputStream tagged = new ByteArrayOutputStream();
    int exit =
        trino.query(
            SqlResource.text(BackupCommand.class, "tagged").replace("{name}", name), false, tagged);
    for (String table : tagged.toString(StandardCharsets.UTF_8).lines().toList()) {
      if (exit == 0) {
        // Under its name there is a whole table or none.
        Path file = folder.resolve(table + ".csv");
        Path part = folder.resolve(table + ".csv.part");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
          exit =
              trino.query(
                  SqlResource.text(BackupCommand.class, "backup")
                      .replace("{table}", table)
                      .replace("{name}", name),
                  true,
                  out);
        }
        if (exit == 0) {
          Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
          PrintWriter printed = Objects.requireNonNull(spec).commandLine().getOut();
          printed.println(file);
          printed.flush();
        }
      }
    }
    return exit;
  }
}
