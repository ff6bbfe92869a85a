package io.tidelake.query.platform;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a call hands to its row in the audit log. Who called, what, with which parameters, how long
 * it took and how it ended is found out for every call; only the feature that answers knows how
 * much went out and of which state of the lake.
 *
 * <p>May be called from the thread that streams an answer, as long as the answer has not ended; of
 * several calls the last one holds.
 */
public interface AuditTrail {

  /**
   * @param rows of the lake that the answer gives; null: unknown or none
   * @param bytes of the answer's body before compression; null: unknown
   * @param snapshotId of the table that was read; null: nothing was read
   */
  record Figures(@Nullable Long rows, @Nullable Long bytes, @Nullable Long snapshotId) {

    static final Figures NONE = new Figures(null, null, null);
  }

  static void note(
      HttpServletRequest request,
      @Nullable Long rows,
      @Nullable Long bytes,
      @Nullable Long snapshotId) {
    request.setAttribute(Figures.class.getName(), new Figures(rows, bytes, snapshotId));
  }

  /** How the call ended, if its HTTP status does not say so, as when a stream breaks off. */
  static void ended(HttpServletRequest request, ErrorCode code) {
    request.setAttribute(ErrorCode.class.getName(), code);
  }

  static Figures figures(HttpServletRequest request) {
    return request.getAttribute(Figures.class.getName()) instanceof Figures figures
        ? figures
        : Figures.NONE;
  }

  /** Null as long as nothing went wrong. */
  static @Nullable ErrorCode code(HttpServletRequest request) {
    return request.getAttribute(ErrorCode.class.getName()) instanceof ErrorCode code ? code : null;
  }
}
