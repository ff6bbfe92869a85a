package io.tidelake.streaming.maintenance.upkeep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.FileScanTask;

/**
 * Files of one partition that are worth writing anew.
 *
 * @param partition see {@link Partition}
 */
record CompactionGroup(int partition, List<FileScanTask> files) {

  /** What is at least so full counts as full. */
  private static final double FULL = 0.75;

  /**
   * Chooses of the live files of a partition.
   *
   * <p>A partition that is no longer written becomes as few files as its bytes need. One that is
   * written goes by tiers, as a log-structured merge tree: a file is written anew only together
   * with as many bytes of smaller ones, so each byte is written a logarithmic number of times.
   *
   * <p>Files with deleted rows are always taken, all of a partition at once, so that their delete
   * files can go too.
   *
   * @param closed no longer written
   * @param collapses rows of several files can be put together
   */
  static Optional<CompactionGroup> choose(
      int partition,
      List<FileScanTask> files,
      boolean closed,
      boolean collapses,
      long targetBytes,
      int minInputFiles) {
    List<FileScanTask> chosen = new ArrayList<>();
    List<FileScanTask> small = new ArrayList<>();
    long bytes = 0;
    for (FileScanTask file : files) {
      bytes += file.length();
      if (!file.deletes().isEmpty()) {
        chosen.add(file);
      } else if (file.length() < FULL * targetBytes) {
        small.add(file);
      }
    }
    if (closed) {
      long needed = Math.max(1, (bytes + targetBytes - 1) / targetBytes);
      long allowed = collapses ? needed : needed + 1;
      if (files.size() > allowed && small.size() + chosen.size() > 1) {
        chosen.addAll(small);
      }
    } else {
      List<FileScanTask> tier = tier(small);
      if (tier.size() >= minInputFiles) {
        chosen.addAll(tier);
      }
    }
    return chosen.isEmpty()
        ? Optional.empty()
        : Optional.of(new CompactionGroup(partition, chosen));
  }

  private static List<FileScanTask> tier(List<FileScanTask> small) {
    List<FileScanTask> ascending = new ArrayList<>(small);
    ascending.sort(Comparator.comparingLong(FileScanTask::length));
    long smaller = 0;
    int end = 0;
    for (int i = 0; i < ascending.size(); i++) {
      long length = ascending.get(i).length();
      if (length <= smaller) {
        end = i + 1;
      }
      smaller += length;
    }
    return ascending.subList(0, end);
  }

  long bytes() {
    return files.stream().mapToLong(FileScanTask::length).sum();
  }

  long rows() {
    return files.stream().mapToLong(file -> file.file().recordCount()).sum();
  }
}
