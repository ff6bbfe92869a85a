package io.tidelake.stack;

import io.tidelake.stack.process.PidFile;
import io.tidelake.stack.process.Termination;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.util.ArrayList;
import java.util.List;

/** Processes of a stack whose supervisor is gone, found by their pid files. */
final class Leftovers {

  private final Site site;

  Leftovers(Site site) {
    this.site = site;
  }

  static PidFile pidFile(Site site, Part part) {
    return new PidFile(site.run(part.title() + ".pid"));
  }

  /** The parts that still run. */
  List<Part> running() {
    return Part.stopOrder().stream()
        .filter(part -> pidFile(site, part).running().isPresent())
        .toList();
  }

  /** Ends them in the order in which a stack is stopped. */
  List<Part> stop() throws InterruptedException {
    List<Part> stopped = new ArrayList<>();
    for (Part part : Part.stopOrder()) {
      PidFile pidFile = pidFile(site, part);
      var process = pidFile.running();
      if (process.isPresent()) {
        Termination.terminate(process.get(), part.stopTimeout());
        stopped.add(part);
      }
      pidFile.delete();
    }
    return stopped;
  }
}
