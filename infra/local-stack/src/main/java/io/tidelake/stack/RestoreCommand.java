package io.tidelake.stack;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies the tables of a backup. */
@Command(
    name = "restore",
    description = {
      "Make copies of the tables of a backup in a namespace of their own, out of the same files:"
          + " at once, beside all that runs. A streaming job started on that namespace goes on from"
          + " the Kafka positions of the backup.",
      "The copies live as long as the backup does."
    },
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {

  @Mixin private SiteOptions siteOptions = new SiteOptions();

  @Parameters(index = "0", paramLabel = "NAME", description = "The backup.")
  private String name = "";

  @Option(
      names = "--into",
      paramLabel = "NAMESPACE",
      required = true,
      description = "Holds the copies, such as restored; none of the tables may be there.")
  private String into = "";

  @Override
  public Integer call() throws Exception {
    return MaintainCommand.run(siteOptions.site(), List.of("restore", name, "--into", into));
  }
}
