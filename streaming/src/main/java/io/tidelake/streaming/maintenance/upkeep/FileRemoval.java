package io.tidelake.streaming.maintenance.upkeep;

import io.tidelake.schema.table.RunNote;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.apache.iceberg.util.Tasks;
import org.apache.iceberg.util.ThreadPools;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes files in batches and counts their bytes. A file that cannot be deleted is left to orphan
 * removal; that it is gone already is no failure.
 */
final class FileRemoval implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FileRemoval.class);
  private static final int BATCH = 500;

  private final FileIO io;
  private final List<String> batch = new ArrayList<>();

  /** Sizes beyond these are not asked for: each is a request, and a table is locked meanwhile. */
  private static final int MAX_MEASURED = 2_000;

  private final boolean measure;
  private final AtomicLong bytes = new AtomicLong();
  private long removed;
  private long measured;

  private FileRemoval(FileIO io, boolean measure) {
    this.io = io;
    this.measure = measure;
  }

  /** Asks the object store for the sizes of files, as long as they are not too many. */
  static FileRemoval measured(FileIO io) {
    return new FileRemoval(io, true);
  }

  /** Of files whose sizes are known. */
  static FileRemoval ofKnown(FileIO io) {
    return new FileRemoval(io, false);
  }

  synchronized void add(String location, long size) {
    bytes.addAndGet(size);
    add(location);
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
    if (measure && measured < MAX_MEASURED) {
      measured += batch.size();
      Tasks.foreach(batch)
          .executeWith(ThreadPools.getWorkerPool())
          .suppressFailureWhenFinished()
          .run(location -> bytes.addAndGet(io.newInputFile(location).getLength()));
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

  /** What was deleted; the bytes are also those of files that could not be. */
  synchronized Work.Done done() {
    RunNote note = measure && measured < removed ? RunNote.FREED_AT_LEAST : RunNote.FREED;
    return new Work.Done(removed, bytes.get(), note.text(bytes.get() >> 10));
  }

  @Override
  public void close() {
    flush();
  }
}
