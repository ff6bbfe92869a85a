package io.tidelake.streaming.maintenance;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.maintenance.recompute.MinuteCorrection;
import io.tidelake.streaming.maintenance.rollup.RolledUpMeanwhileException;
import io.tidelake.streaming.maintenance.rollup.Rollup;
import io.tidelake.streaming.maintenance.rollup.RollupRun;
import io.tidelake.streaming.sink.CertainCommits;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts dates anew and replaces what differs, beside the running stream: one commit a table and
 * date, which others may get in the way of; then it begins anew.
 */
final class Recompute {

  private static final Logger LOG = LoggerFactory.getLogger(Recompute.class);

  private static final int MAX_TRIES = 3;

  private final Catalog catalog;
  private final String namespace;
  private final ZoneId zone;

  /**
   * @param zone the business time zone of the streaming job
   */
  Recompute(Catalog catalog, String namespace, ZoneId zone) {
    this.catalog = catalog;
    this.namespace = namespace;
    this.zone = zone;
  }

  /**
   * Puts a date of {@code behavior_1m} and of every rollup right.
   *
   * @return by table, how many cells differed
   * @throws IllegalStateException if it cannot be done now; says why
   */
  Map<String, Long> all(LocalDate date) throws IOException {
    Map<String, Long> different = new LinkedHashMap<>(minutes(date));
    for (Rollup rollup : Rollup.ALL) {
      retried(rollup, RollupRun::run);
      different.put(rollup.target().name(), retried(rollup, run -> run.recount(date)));
    }
    return different;
  }

  /** Puts a date of {@code behavior_1m} right, and of no rollup; otherwise like {@link #all}. */
  Map<String, Long> minutes(LocalDate date) throws IOException {
    MinuteCorrection correction =
        new MinuteCorrection(load(LakeTables.RAW_EVENTS), load(LakeTables.BEHAVIOR_1M), zone);
    return Map.of(LakeTables.BEHAVIOR_1M.name(), correction.run(date));
  }

  /** Makes every rollup anew, with all its dates. */
  void rebuildRollups() throws IOException {
    for (Rollup rollup : Rollup.ALL) {
      retried(rollup, RollupRun::rebuild);
    }
  }

  private interface Step<T> {
    T with(RollupRun run) throws IOException;
  }

  /** A scheduled run may roll up at the same time: who comes second begins anew. */
  private <T> T retried(Rollup rollup, Step<T> step) throws IOException {
    for (int attempt = 1; ; attempt++) {
      RollupRun run = new RollupRun(rollup, load(rollup.source()), load(rollup.target()), zone);
      try {
        return step.with(run);
      } catch (CommitFailedException | ValidationException | RolledUpMeanwhileException conflict) {
        if (attempt == MAX_TRIES) {
          throw conflict;
        }
        LOG.info("Rollup of {}: {}; trying again", rollup.target().name(), conflict.toString());
      }
    }
  }

  private Table load(LakeTable table) {
    return CertainCommits.of(catalog.loadTable(TableIdentifier.of(namespace, table.name())));
  }
}
