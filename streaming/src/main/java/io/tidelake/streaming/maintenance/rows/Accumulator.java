package io.tidelake.streaming.maintenance.rows;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.flink.table.data.RowData;

/**
 * Puts rows of a table together that say something of the same thing, such that their order and
 * grouping do not matter. So it may be drained at any time: what comes later is one more row.
 */
public interface Accumulator {

  /** Takes the row in; nothing of it is kept by reference. */
  void add(RowData row);

  /**
   * Takes in of all things only some slices from now on, so that many can be looked at some after
   * the others. All slices are about as large.
   *
   * @param from the first slice, from 0 on
   * @param to the one after the last
   * @param slices how many there are
   */
  void only(int from, int to, int slices);

  /**
   * How many things the other one, of the same kind, says something else of. What counts nothing is
   * as good as absent.
   */
  default long differing(Accumulator other) {
    return differing(other, cell -> {});
  }

  /**
   * The same.
   *
   * @param found takes each of them as a text for people, in any order
   */
  long differing(Accumulator other, Consumer<String> found);

  /** How many rows {@link #drain} would write at most. */
  int size();

  /** Writes the rows, sorted, and forgets them. */
  void drain(RowWriter writer) throws IOException;
}
