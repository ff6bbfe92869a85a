package io.tidelake.streaming.sink;

/**
 * Where a table stands once all that waits is committed. In the state of {@link CommitFiles}; a
 * POJO.
 */
public class TableEnd {

  /** Name without namespace; empty: what was read, whether it gave rows or not. */
  public String table = "";

  /** {@code TopicPositions} as text. */
  public String positions = "";

  static TableEnd of(String table, String positions) {
    TableEnd end = new TableEnd();
    end.table = table;
    end.positions = positions;
    return end;
  }
}
