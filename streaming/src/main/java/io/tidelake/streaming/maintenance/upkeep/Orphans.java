package io.tidelake.streaming.maintenance.upkeep;

import io.tidelake.schema.table.MaintenancePolicy;
import io.tidelake.schema.table.RunReason;
import io.tidelake.schema.table.StreamCommit;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.jspecify.annotations.Nullable;

/**
 * Deletes files below the table's location that no snapshot refers to: what killed writers left.
 *
 * <p>The listing comes first and the references are read afterwards, so a file that is committed
 * meanwhile counts as referred to; one that is written and not yet committed is spared by its age.
 * Of a table of the stream that age is counted from the stream's newest commit on, if that is
 * longer ago: a job that was down for days, and starts from its checkpoint, still commits what it
 * wrote. Where the stream never comes back, what its last days left stays. Nothing is deleted when
 * more than half of many files look like orphans: then it is the references that are wrong.
 *
 * <p>Costs a listing of all files and a read of all manifests of all snapshots; eight bytes of
 * memory a file.
 */
public final class Orphans {

  private static final int MANY = 1_000;

  private final Table table;
  private final MaintenancePolicy policy;
  private final Instant now;
  private final @Nullable Set<String> listedBefore;
  private final Set<String> found = new HashSet<>();
  private @Nullable OrphanSearch search;

  /**
   * @param listedBefore what an earlier look found: nothing else is deleted; null: whatever is
   *     found
   */
  public Orphans(
      Table table, MaintenancePolicy policy, Instant now, @Nullable Set<String> listedBefore) {
    this.table = table;
    this.policy = policy;
    this.now = now;
    this.listedBefore = listedBefore;
  }

  /**
   * Finds them; this is the dry run.
   *
   * @throws IllegalStateException if so many are found that something must be wrong
   */
  public Optional<Work> plan() throws IOException {
    if (!(table.io() instanceof SupportsPrefixOperations files)) {
      return Optional.empty();
    }
    table.refresh();
    long newest = since().minus(policy.orphanAge()).toEpochMilli();
    List<FileInfo> old = new ArrayList<>();
    long all = 0;
    for (FileInfo file : files.listPrefix(table.location() + "/")) {
      all++;
      if (file.createdAtMillis() < newest) {
        old.add(file);
      }
    }
    search = new OrphanSearch(now, all, 0);
    if (old.isEmpty()) {
      return Optional.empty();
    }
    table.refresh();
    long[] referred = referred();
    List<FileInfo> orphans =
        old.stream()
            .filter(file -> Arrays.binarySearch(referred, hash(file.location())) < 0)
            .toList();
    if (orphans.isEmpty()) {
      return Optional.empty();
    }
    OrphanSearch looked = new OrphanSearch(now, all, orphans.size());
    search = looked;
    if (orphans.size() > MANY && orphans.size() > all / 2) {
      throw new IllegalStateException(
          "%d of %d files below %s belong to no snapshot: that looks like a wrong location, nothing is deleted"
              .formatted(orphans.size(), all, table.location()));
    }
    orphans.forEach(file -> found.add(file.location()));
    List<FileInfo> due =
        orphans.stream()
            .filter(file -> listedBefore == null || listedBefore.contains(file.location()))
            .toList();
    if (due.isEmpty()) {
      return Optional.empty();
    }
    long bytes = due.stream().mapToLong(FileInfo::size).sum();
    return Optional.of(
        new Work(
            RunReason.ORPHANS.text(due.size(), all, policy.orphanAge(), due.get(0).location()),
            new Work.Cost(0L, 0L, (long) due.size(), bytes),
            () -> {
              try (FileRemoval removal = FileRemoval.ofKnown(table.io())) {
                due.forEach(file -> removal.add(file.location(), file.size()));
                removal.flush();
                Work.Done done = removal.done();
                search = looked.deleted(done.deletedFiles());
                return done;
              }
            }));
  }

  private Instant since() {
    return StreamCommit.newest(table)
        .map(StreamCommit::committedAt)
        .filter(committed -> committed.isBefore(now))
        .orElse(now);
  }

  /** What the look found, whether it is to be deleted or not. */
  public Set<String> found() {
    return Set.copyOf(found);
  }

  /** What the look ended with; empty before, or if the files cannot be listed. */
  public Optional<OrphanSearch> search() {
    return Optional.ofNullable(search);
  }

  /** Hashes of all files that the table refers to, ascending. */
  private long[] referred() throws IOException {
    TableMetadata metadata = ((HasTableOperations) table).operations().current();
    Hashes hashes = new Hashes();
    hashes.add(metadata.metadataFileLocation());
    metadata.previousFiles().forEach(file -> hashes.add(file.file()));
    for (StatisticsFile statistics : metadata.statisticsFiles()) {
      hashes.add(statistics.path());
    }
    metadata.partitionStatisticsFiles().forEach(file -> hashes.add(file.path()));
    // A Hadoop table's pointer.
    hashes.add(table.location() + "/metadata/version-hint.text");
    Hashes manifests = new Hashes();
    for (Snapshot snapshot : metadata.snapshots()) {
      if (snapshot.manifestListLocation() != null) {
        hashes.add(snapshot.manifestListLocation());
      }
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        if (manifests.addIfNew(manifest.path())) {
          hashes.add(manifest.path());
          addFiles(manifest, hashes);
        }
      }
    }
    return hashes.sorted();
  }

  private void addFiles(ManifestFile manifest, Hashes hashes) throws IOException {
    try (ManifestReader<? extends ContentFile<?>> reader =
        manifest.content() == ManifestContent.DATA
            ? ManifestFiles.read(manifest, table.io(), table.specs())
            : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
      for (ContentFile<?> file : reader) {
        hashes.add(file.location());
      }
    }
  }

  /** Two paths with one hash let an orphan live, nothing worse. */
  private static long hash(String location) {
    // Listings and metadata differ in the form of the scheme.
    int start = location.indexOf(":/");
    int path = start < 0 ? 0 : start + 1;
    while (path + 1 < location.length()
        && location.charAt(path) == '/'
        && location.charAt(path + 1) == '/') {
      path++;
    }
    long hash = 0xcbf29ce484222325L;
    for (int i = path; i < location.length(); i++) {
      hash = (hash ^ location.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  private static final class Hashes {
    private final HashSet<Long> seen = new HashSet<>();
    private long[] values = new long[1024];
    private int size;

    void add(String location) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = hash(location);
    }

    boolean addIfNew(String location) {
      return seen.add(hash(location));
    }

    long[] sorted() {
      long[] sorted = Arrays.copyOf(values, size);
      Arrays.sort(sorted);
      return sorted;
    }
  }
}
