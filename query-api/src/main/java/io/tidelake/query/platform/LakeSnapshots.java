package io.tidelake.query.platform;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which state of a table there is to read. A query that names a snapshot ({@code FOR VERSION AS
 * OF}) gives the same answer for ever, and several queries that name the same one agree.
 */
public interface LakeSnapshots {

  /**
   * A commit.
   *
   * @param id what {@code FOR VERSION AS OF} takes
   * @param parent the snapshot before it; null for the first one. May be expired
   * @param operation {@code append}, {@code replace} (the same rows in other files), {@code
   *     overwrite} or {@code delete}
   * @param summary what the writer said about it
   */
  record Snapshot(
      long id,
      @Nullable Long parent,
      Instant committedAt,
      String operation,
      Map<String, String> summary) {}

  /**
   * A table.
   *
   * @param current null as long as the table has never had a row, or does not exist
   * @param snapshots all that have not expired, by id
   * @param properties of the table
   */
  record State(
      String table,
      @Nullable Snapshot current,
      Map<Long, Snapshot> snapshots,
      Map<String, String> properties) {}

  /**
   * The table as the catalog has it now: nothing that was committed before the call is missing.
   * Callers at the same time share one request to the catalog.
   *
   * @throws ApiException if the catalog does not answer in time
   */
  State state(String table);

  /** The newest snapshot of {@link #state}. */
  default Optional<Snapshot> current(String table) {
    return Optional.ofNullable(state(table).current());
  }
}
