package io.tidelake.query.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Where an export goes. */
interface ExportTarget {

  /**
   * Called once, when the first bytes are about to be written; a failure before that can still be
   * told apart from an export.
   *
   * @param snapshots the states of the tables that are exported, by table
   */
  OutputStream begin(Map<String, Long> snapshots) throws IOException;

  /** Everything is written. Not called if the export failed. */
  void end(ExportResult result) throws IOException;
}
