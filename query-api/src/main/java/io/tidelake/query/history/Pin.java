package io.tidelake.query.history;

import io.tidelake.query.platform.LakeSnapshots;
import org.jspecify.annotations.Nullable;

/**
 * The state of a table that an answer is of, all of it.
 *
 * @param snapshot null as long as the table has never had a row: then so has no answer
 */
record Pin(LakeSnapshots.State table, @Nullable Long snapshot) {

  /** As the table is now. */
  static Pin now(LakeSnapshots.State table) {
    LakeSnapshots.Snapshot current = table.current();
    return new Pin(table, current == null ? null : Long.valueOf(current.id()));
  }
}
