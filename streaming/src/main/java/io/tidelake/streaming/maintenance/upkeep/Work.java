package io.tidelake.streaming.maintenance.upkeep;

import java.io.IOException;

/**
 * Something that an operation found to do.
 *
 * @param reason what and why, with the figures that it costs; for people
 * @param action does it
 */
public record Work(String reason, Action action) {

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
   * @param note for people, what the reason could not tell before; may be empty
   */
  public record Done(long deletedFiles, String note) {

    /** Done as planned. */
    public static final Done AS_PLANNED = new Done(0, "");
  }
}
