package io.tidelake.query.platform;

/** A feature that has to read something before its answers are right. */
public interface Readiness {

  /** Whether it has read it; cheap. */
  boolean ready();
}
