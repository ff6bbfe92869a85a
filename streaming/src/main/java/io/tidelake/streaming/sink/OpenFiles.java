package io.tidelake.streaming.sink;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.function.RowOrigin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The writers of one subtask and the connection that they share. */
final class OpenFiles {

  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

  private final Lake.Connection lake;
  private final int maxClosed;
  private final List<TableWriter<?>> writers = new ArrayList<>();

  OpenFiles(Lake.Connection lake) {
    this(lake, Integer.MAX_VALUE);
  }

  /**
   * @param maxClosed see {@link TableWriter}
   */
  OpenFiles(Lake.Connection lake, int maxClosed) {
    this.lake = lake;
    this.maxClosed = maxClosed;
  }

  /** A writer of the table. */
  TableWriter<RowData> writer(LakeTable table, TaskInfo task) {
    Table loaded = lake.load(table);
    return add(loaded, new FlinkRows(loaded), task);
  }

  /** A writer of {@code raw_events}. */
  TableWriter<BehaviorEvent> eventWriter(RowOrigin origin, TaskInfo task) {
    Table loaded = lake.load(LakeTables.RAW_EVENTS);
    return add(loaded, new EventRows(loaded, origin), task);
  }

  private <R> TableWriter<R> add(Table table, RowFormat<R> format, TaskInfo task) {
    TableWriter<R> writer =
        new TableWriter<>(
            table, format, task.getIndexOfThisSubtask(), task.getAttemptNumber(), maxClosed);
    writers.add(writer);
    return writer;
  }

  /**
   * Gives up the files that belong to no checkpoint and closes the connection. Returns at once:
   * closing a file uploads it, which takes as long as the object store is away.
   */
  void abandon() {
    Thread thread = new Thread(this::close, "abandon-files");
    thread.setDaemon(true);
    thread.start();
  }

  private void close() {
    try (lake) {
      for (TableWriter<?> writer : writers) {
        writer.abort();
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("Files of no checkpoint stay behind until orphans are removed", e);
    }
  }
}
