package io.tidelake.stack.chaos;

import io.tidelake.stack.server.Part;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is done to the running stack.
 *
 * @param part the part it hits; null where the kind says that by itself
 * @param length how long it lasts, or for a delay how long that is; zero for what takes no time
 */
record Fault(Kind kind, @Nullable Part part, Duration length) {

  enum Kind {
    /** {@code kill -9} of the part. */
    KILL,
    /** SIGSTOP of the part, SIGCONT after the length. */
    PAUSE,
    /** The next commit gets through, its answer does not: the connection is cut. */
    COMMIT_ANSWER_LOST,
    /** The next commit gets through, its answer comes after the length. */
    COMMIT_ANSWER_DELAYED,
    /** The connection of the next commit is cut; the commit itself arrives after the length. */
    COMMIT_DELIVERED_LATE,
    /** The catalog answers 503. */
    CATALOG_UNAVAILABLE,
    /** What goes to and from the object store trickles. */
    OBJECT_STORE_SLOW,
    /** The object store accepts connections and never answers. */
    OBJECT_STORE_SILENT,
    /** The object store resets every connection. */
    OBJECT_STORE_REFUSING,
    /** The job is cancelled and submitted from its newest checkpoint, under a new id. */
    RESTART_FROM_NEWEST,
    /** The same from the oldest checkpoint that is kept. */
    RESTART_FROM_OLDER,
    /** The job is cancelled and submitted without a checkpoint. */
    RESTART_STATELESS,
    /** The job is cancelled, all snapshots but the newest expire, it is submitted as at first. */
    RESTART_AFTER_EXPIRY;

    boolean restartsJob() {
      return switch (this) {
        case RESTART_FROM_NEWEST, RESTART_FROM_OLDER, RESTART_STATELESS, RESTART_AFTER_EXPIRY ->
            true;
        case KILL,
            PAUSE,
            COMMIT_ANSWER_LOST,
            COMMIT_ANSWER_DELAYED,
            COMMIT_DELIVERED_LATE,
            CATALOG_UNAVAILABLE,
            OBJECT_STORE_SLOW,
            OBJECT_STORE_SILENT,
            OBJECT_STORE_REFUSING ->
            false;
      };
    }

    /** Whether it waits for the next commit and hits that. */
    boolean hitsCommit() {
      return this == COMMIT_ANSWER_LOST
          || this == COMMIT_ANSWER_DELAYED
          || this == COMMIT_DELIVERED_LATE;
    }
  }

  Fault {
    boolean needsPart = kind == Kind.KILL || kind == Kind.PAUSE;
    if (needsPart == (part == null)) {
      throw new IllegalArgumentException(kind + " of part " + part);
    }
  }

  static Fault kill(Part part) {
    return new Fault(Kind.KILL, part, Duration.ZERO);
  }

  static Fault pause(Part part, Duration length) {
    return new Fault(Kind.PAUSE, part, length);
  }

  static Fault of(Kind kind, Duration length) {
    return new Fault(kind, null, length);
  }

  Part requiredPart() {
    return Objects.requireNonNull(part);
  }

  /** What it is, without its length: faults of one name are summed up in the report. */
  String name() {
    String words = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return part == null ? words : words + " " + part.title();
  }

  /** Whether the two can happen at once and still be two. */
  boolean goesWith(Fault other) {
    return !(kind.restartsJob() && other.kind.restartsJob())
        && !(kind.hitsCommit() && other.kind.hitsCommit())
        && (part == null ? kind != other.kind : part != other.part)
        // Expiry asks Trino, which asks catalog and object store: with them away it only waits.
        && !(kind == Kind.RESTART_AFTER_EXPIRY && other.part != null)
        && !(other.kind == Kind.RESTART_AFTER_EXPIRY && part != null);
  }

  @Override
  public String toString() {
    return length.isZero() ? name() : "%s, %.1f s".formatted(name(), length.toMillis() / 1000.0);
  }
}
