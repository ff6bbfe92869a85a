package io.tidelake.streaming.maintenance;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.maintenance.Maintenance.Scope;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  /** What {@code ./tidelake recompute} finds, by date and table. */
  static Map<LocalDate, Map<String, Long>> recompute(
      Catalog catalog, LocalDate first, LocalDate last, boolean rebuild) throws IOException {
    Recompute recompute = new Recompute(catalog, LakeTables.NAMESPACE, MaintainedLake.ZONE);
    Map<LocalDate, Map<String, Long>> different = new TreeMap<>();
    for (LocalDate date = first; !date.isAfter(last); date = date.plusDays(1)) {
      different.put(date, rebuild ? recompute.minutes(date) : recompute.all(date));
    }
    if (rebuild) {
      recompute.rebuildRollups();
    }
    return different;
  }
}
