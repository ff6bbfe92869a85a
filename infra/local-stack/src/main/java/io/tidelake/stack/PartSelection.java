package io.tidelake.stack;

import io.tidelake.stack.server.LiveJob;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Turns {@code --without} into the parts to start. */
final class PartSelection {

  private PartSelection() {}

  static StackOptions options(CommandSpec command, Site site, Set<String> without) {
    Set<Part> parts = EnumSet.allOf(Part.class);
    boolean liveJob = true;
    for (String name : without) {
      if (name.equals(LiveJob.TITLE)) {
        liveJob = false;
        continue;
      }
      try {
        parts.remove(Part.of(name));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(command.commandLine(), "--without: " + e.getMessage());
      }
    }
    if (parts.isEmpty()) {
      throw new ParameterException(command.commandLine(), "--without leaves nothing to start");
    }
    // Without the cluster there is nothing that could run the job.
    return new StackOptions(site, parts, liveJob && parts.containsAll(StackOptions.LIVE_JOB_NEEDS));
  }
}
