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

  /** In the order in which they were committed. */
  static final Comparator<FileScanTask> BY_AGE =
      Comparator.comparing(
          file -> file.file().fileSequenceNumber(),
          Comparator.nullsFirst(Comparator.naturalOrder()));

  /**
   * Chooses of the live files of a partition.
   *
   * <p>A partition that is no longer written becomes as few files as its bytes need, and one more
   * at most: where small files are not enough for that, the smallest full ones are taken too. One
   * that is written goes by tiers, as a log-structured merge tree: a file is written anew only
   * together with as many bytes of smaller ones, so each byte is written a logarithmic number of
   * times.
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
    List<FileScanTask> full = new ArrayList<>();
    long bytes = 0;
    for (FileScanTask file : files) {
      bytes += file.length();
      if (!file.deletes().isEmpty()) {
        chosen.add(file);
      } else if (file.length() < FULL * targetBytes) {
        small.add(file);
      } else {
        full.add(file);
      }
    }
    if (closed) {
      long needed = Math.max(1, needed(bytes, targetBytes));
      long allowed = collapses ? needed : needed + 1;
      if (files.size() > allowed && small.size() + chosen.size() > 1) {
        chosen.addAll(small);
      }
      if (files.size() > needed + 1) {
        addFull(full, chosen, needed + 1, targetBytes, files.size());
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

  private static long needed(long bytes, long targetBytes) {
    return (bytes + targetBytes - 1) / targetBytes;
  }

  /** Takes so many of the full files that no more than allowed are left, if there are so many. */
  private static void addFull(
      List<FileScanTask> full,
      List<FileScanTask> chosen,
      long allowed,
      long targetBytes,
      int files) {
    long bytes = chosen.stream().mapToLong(FileScanTask::length).sum();
    List<FileScanTask> more = new ArrayList<>();
    for (FileScanTask file :
        full.stream().sorted(Comparator.comparingLong(FileScanTask::length)).toList()) {
      int taken = chosen.size() + more.size();
      if (files - taken + needed(bytes, targetBytes) <= allowed) {
        break;
      }
      more.add(file);
      bytes += file.length();
    }
    if (files - chosen.size() - more.size() + needed(bytes, targetBytes) <= allowed) {
      chosen.addAll(more);
    }
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

  /**
   * The group in parts of about so many bytes, the oldest files first. One with deleted rows stays
   * whole: a delete file goes when all files that it is for are written anew.
   */
  List<CompactionGroup> split(long maxBytes) {
    if (bytes() <= maxBytes || files.stream().anyMatch(file -> !file.deletes().isEmpty())) {
      return List.of(this);
    }
    List<CompactionGroup> parts = new ArrayList<>();
    List<FileScanTask> part = new ArrayList<>();
    long left = bytes();
    long partBytes = 0;
    for (FileScanTask file : files.stream().sorted(BY_AGE).toList()) {
      part.add(file);
      partBytes += file.length();
      left -= file.length();
      // What is left must be worth a part, else it belongs to this one.
      if (partBytes >= maxBytes && left >= maxBytes / 2) {
        parts.add(new CompactionGroup(partition, part));
        part = new ArrayList<>();
        partBytes = 0;
      }
    }
    if (!part.isEmpty()) {
      parts.add(new CompactionGroup(partition, part));
    }
    return parts;
  }

  long bytes() {
    return files.stream().mapToLong(FileScanTask::length).sum();
  }

  long rows() {
    return files.stream().mapToLong(file -> file.file().recordCount()).sum();
  }
}
