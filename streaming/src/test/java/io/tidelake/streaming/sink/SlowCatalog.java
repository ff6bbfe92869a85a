package io.tidelake.streaming.sink;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.jspecify.annotations.Nullable;

/** Stands between a client and its catalog and lets things go wrong there. */
final class SlowCatalog {

  private boolean loseAnswer;
  private @Nullable Runnable beforeCommit;

  /** The next commit takes effect, but its client does not learn it. */
  void loseNextAnswer() {
    loseAnswer = true;
  }

  /** Something that lands after the client has looked and before its next commit does. */
  void beforeNextCommit(Runnable action) {
    beforeCommit = action;
  }

  /** The table as seen through this. */
  Table wrap(Table table) {
    return new BaseTable(new Operations(((BaseTable) table).operations()), table.name());
  }

  private final class Operations implements TableOperations {

    private final TableOperations real;

    Operations(TableOperations real) {
      this.real = real;
    }

    @Override
    public TableMetadata current() {
      return real.current();
    }

    @Override
    public TableMetadata refresh() {
      return real.refresh();
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
      Runnable action = beforeCommit;
      beforeCommit = null;
      if (action != null) {
        action.run();
      }
      real.commit(base, metadata);
      if (loseAnswer) {
        loseAnswer = false;
        throw new CommitStateUnknownException(new java.net.SocketTimeoutException("no answer"));
      }
    }

    @Override
    public FileIO io() {
      return real.io();
    }

    @Override
    public EncryptionManager encryption() {
      return real.encryption();
    }

    @Override
    public String metadataFileLocation(String fileName) {
      return real.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
      return real.locationProvider();
    }

    @Override
    public long newSnapshotId() {
      return real.newSnapshotId();
    }
  }
}
