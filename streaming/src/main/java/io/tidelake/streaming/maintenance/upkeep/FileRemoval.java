package io.tidelake.streaming.maintenance.upkeep;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes files in batches. A file that cannot be deleted is left to orphan removal; that it is
 * gone already is no failure.
 */
final class FileRemoval implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FileRemoval.class);
  private static final int BATCH = 500;

  private final FileIO io;
  private final List<String> batch = new ArrayList<>();
  private long removed;

  FileRemoval(FileIO io) {
    this.io = io;
  }

  synchronized void add(String location) {
    batch.add(location);
    if (batch.size() >= BATCH) {
      flush();
    }
  }

  synchronized void flush() {
    if (batch.isEmpty()) {
      return;
    }
    long failed = 0;
    if (io instanceof SupportsBulkOperations bulk) {
      try {
        bulk.deleteFiles(batch);
      } catch (BulkDeletionFailureException e) {
        failed = e.numberFailedObjects();
        LOG.warn("{} files could not be deleted and become orphans", failed, e);
      }
    } else {
      for (String location : batch) {
        try {
          io.deleteFile(location);
        } catch (RuntimeException e) {
          failed++;
          LOG.warn("{} could not be deleted and becomes an orphan", location, e);
        }
      }
    }
    removed += batch.size() - failed;
    batch.clear();
  }

  /** How many files were deleted. */
  synchronized long removed() {
    return removed;
  }

  @Override
  public void close() {
    flush();
  }
}
