package io.tidelake.streaming.sink;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits whose answer is checked against the table. A catalog that retries on its own, or a proxy
 * before it, can answer that a commit met another although that other was the commit itself.
 * Iceberg takes such an answer at its word: it tries again, finds its own work in the way, and
 * deletes what all tries have written, the manifest list of the current snapshot included.
 *
 * <p>Here a commit that made snapshots has failed only if the table does not have them; if the
 * table cannot be asked, that is open ({@link CommitStateUnknownException}), and nothing is
 * deleted.
 */
public final class CertainCommits implements TableOperations {

  private static final Logger LOG = LoggerFactory.getLogger(CertainCommits.class);

  private final TableOperations operations;
  private volatile @Nullable Long newest;

  private CertainCommits(TableOperations operations) {
    this.operations = operations;
  }

  /**
   * The table, such that its commits are checked. One of another class than the catalogs' own is
   * given back: it may do more than its operations tell.
   */
  public static Table of(Table table) {
    return table.getClass() == BaseTable.class
        ? new BaseTable(new CertainCommits(((BaseTable) table).operations()), table.name())
        : table;
  }

  /** The newest of the snapshots that were made by way of this table; empty if none was. */
  public static Optional<Long> newest(Table table) {
    return table instanceof HasTableOperations there
            && there.operations() instanceof CertainCommits commits
        ? Optional.ofNullable(commits.newest)
        : Optional.empty();
  }

  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    List<Long> added = added(base, metadata);
    try {
      operations.commit(base, metadata);
    } catch (CommitFailedException | CommitStateUnknownException answer) {
      if (added.isEmpty() || !has(added, answer)) {
        throw answer;
      }
      LOG.info("The commit of {} took effect, though the answer was: {}", added, answer.toString());
    }
    if (!added.isEmpty()) {
      newest = added.get(added.size() - 1);
    }
  }

  private static List<Long> added(TableMetadata base, TableMetadata metadata) {
    Set<Long> before =
        base == null
            ? Set.of()
            : base.snapshots().stream().map(Snapshot::snapshotId).collect(Collectors.toSet());
    return metadata.snapshots().stream()
        .map(Snapshot::snapshotId)
        .filter(snapshot -> !before.contains(snapshot))
        .toList();
  }

  private boolean has(List<Long> snapshots, RuntimeException answer) {
    try {
      TableMetadata found = operations.refresh();
      return snapshots.stream().allMatch(snapshot -> found.snapshot(snapshot) != null);
    } catch (RuntimeException e) {
      answer.addSuppressed(e);
      throw new CommitStateUnknownException(answer);
    }
  }

  @Override
  public TableMetadata current() {
    return operations.current();
  }

  @Override
  public TableMetadata refresh() {
    return operations.refresh();
  }

  @Override
  public FileIO io() {
    return operations.io();
  }

  @Override
  public EncryptionManager encryption() {
    return operations.encryption();
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return operations.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return operations.locationProvider();
  }

  @Override
  public TableOperations temp(TableMetadata uncommitted) {
    return operations.temp(uncommitted);
  }

  @Override
  public long newSnapshotId() {
    return operations.newSnapshotId();
  }

  @Override
  public boolean requireStrictCleanup() {
    return operations.requireStrictCleanup();
  }
}
