import type { LiveState } from './live-state';

const STALLED_AFTER_MILLIS = 8_000;

/**
 * Notices a stream that stands still: records wait, and none has been counted for a while. The connection
 * may be perfectly live meanwhile, so this is a judgement on the data.
 */
export class StallDetector {
  #counted = -1;
  #since = 0;

  /** @returns since when nothing was counted, in epoch milliseconds, or `null` if the stream moves */
  observe(state: LiveState, now: number): number | null {
    let counted = 0;
    for (const position of state.progress.positions.values()) {
      counted += position;
    }
    if (counted !== this.#counted || (state.progress.lag ?? 0) === 0) {
      this.#counted = counted;
      this.#since = now;
    }
    return now - this.#since >= STALLED_AFTER_MILLIS ? this.#since : null;
  }
}
