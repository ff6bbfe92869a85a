package io.tidelake.streaming.maintenance.rollup;

/**
 * What a rollup needs.
 *
 * @param snapshot of the source that it covers afterwards; 0 for {@link Kind#NOTHING}
 * @param reason for people
 */
public record RollupPlan(Kind kind, long snapshot, String reason) {

  static final RollupPlan NOTHING = new RollupPlan(Kind.NOTHING, 0, "up to date");

  /** How it gets there. */
  public enum Kind {
    /** It covers the newest snapshot. */
    NOTHING,
    /** Rows did not change, but their files did: only the snapshot is noted. */
    ADVANCE,
    /** What changed since is added. */
    ADD,
    /** All of it is made anew and replaced at once. */
    BUILD
  }
}
