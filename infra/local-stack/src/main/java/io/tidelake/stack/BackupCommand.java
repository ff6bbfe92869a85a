package io.tidelake.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Override
  public Integer call() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("backup"));
    if (what != null && what.list) {
      arguments.add("--list");
    } else if (what != null && what.prune != null) {
      arguments.addAll(List.of("--prune", what.prune));
    } else if (what != null && what.name != null) {
      arguments.addAll(List.of("--name", what.name));
    }
    return MaintainCommand.run(siteOptions.site(), arguments);
  }
}
