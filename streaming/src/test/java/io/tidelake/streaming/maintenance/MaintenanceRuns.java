package io.tidelake.streaming.maintenance;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.maintenance.Maintenance.Scope;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import org.apache.iceberg.catalog.Catalog;

/** Maintenance as {@code ./tidelake maintain} does it, for tests of what goes on beside it. */
public final class MaintenanceRuns {

  private MaintenanceRuns() {}

  /**
   * Maintains every table.
   *
   * @return what was not done, for people; empty as it should be
   */
  public static List<String> run(Catalog catalog, ZoneId zone) {
    return new Maintenance(catalog, LakeTables.NAMESPACE, zone, Clock.systemUTC())
        .run(new Scope(LakeTables.ALL, false, true)).stream()
            .filter(line -> line.outcome() != RunLine.Outcome.DONE)
            .map(RunLine::toString)
            .toList();
  }
}
