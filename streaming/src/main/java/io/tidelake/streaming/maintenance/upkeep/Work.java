package io.tidelake.streaming.maintenance.upkeep;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Something that an operation found to do.
 *
 * @param reason what and why, with the figures that it costs; for people
 * @param cost the same for machines
 * @param action does it
 */
public record Work(String reason, Cost cost, Action action) {

  /**
   * What it takes and what it brings, as far as metadata tells; null: unknown until it is done.
   *
   * @param filesRead data files or manifests
   * @param bytesRead of them
   * @param filesDeleted that no snapshot needs any more afterwards; those that older snapshots
   *     still have go when these expire
   * @param bytesFreed of them
   */
  public record Cost(
      @Nullable Long filesRead,
      @Nullable Long bytesRead,
      @Nullable Long filesDeleted,
      @Nullable Long bytesFreed) {}

  /** Does the work. */
  public interface Action {

    /**
     * @throws RuntimeException if the catalog or the object store fails, or the table moved such
     *     that the work does not fit any more; the table is then as it was, or the work is done
     */
    Done run() throws IOException;
  }

  /**
   * What was done.
   *
   * @param deletedFiles taken off the object store
   * @param freedBytes of them
   * @param note for people, what the reason could not tell before; may be empty
   */
  public record Done(long deletedFiles, long freedBytes, String note) {

    /** Done as planned. */
    public static final Done AS_PLANNED = new Done(0, 0, "");
  }
}
