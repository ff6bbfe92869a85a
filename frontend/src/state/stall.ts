import type { LiveState } from './live-state';

/**
 * Longer than a checkpoint, a collection of garbage or a measurement that a busy broker missed takes, and shorter
 * than it takes a job to come back from the loss of its workers.
 */
export const STALLED_AFTER_MILLIS = 3_000;

/** The clock of the page ticks twice a second; if it did not, nobody looked meanwhile. */
const UNWATCHED_MILLIS = 2_000;

/** A stream that stands still behind a live connection. */
export interface Stall {
  /** Epoch milliseconds. */
  readonly since: number;
  /** Records are known to wait, or it is not known whether any do: the broker does not answer. */
  readonly why: 'waiting' | 'unknown';
}

/**
 * Notices a stream that stands still: nothing has been counted for a while, and records wait or may wait. The
 * connection may be perfectly live meanwhile, so this is a judgement on the data.
 */
export class StallDetector {
  #counted = -1;
  #since = 0;
  #answeredAt = 0;
  #lookedAt = 0;

  /**
   * @param live whether the service tells at all: else nothing is known of the stream
   * @param now epoch milliseconds
   */
  observe(state: LiveState, live: boolean, now: number): Stall | null {
    let counted = 0;
    for (const position of state.progress.positions.values()) {
      counted += position;
    }
    const { lag } = state.progress;
    const unwatched = now - this.#lookedAt > UNWATCHED_MILLIS;
    this.#lookedAt = now;
    if (!live || unwatched || lag !== null) {
      this.#answeredAt = now;
    }
    if (!live || unwatched || counted !== this.#counted || lag === 0) {
      this.#counted = counted;
      this.#since = now;
    }
    if (now - this.#since < STALLED_AFTER_MILLIS) {
      return null;
    }
    // One measurement that was missed is no reason to say another thing than before.
    return now - this.#answeredAt >= STALLED_AFTER_MILLIS
      ? { since: this.#answeredAt, why: 'unknown' }
      : { since: this.#since, why: 'waiting' };
  }
}
