const SAMPLES = 64;
/** After this long without an event the last figure says nothing about now. */
const VALID_MILLIS = 10_000;

/** Times of records that came since the last painting and wait to be seen. */
export class Unseen {
  #times: number[] = [];

  /** Of a browser that lets nothing be painted for long, such as in a window that is covered, the latest stay. */
  add(recordTime: number): void {
    this.#times.push(recordTime);
    if (this.#times.length > SAMPLES) {
      this.#times.shift();
    }
  }

  /** All of them; from now on they are seen. */
  take(): readonly number[] {
    const times = this.#times;
    this.#times = [];
    return times;
  }
}

/** Median time from record to paint over the last paintings. */
export class LatencyMeter {
  readonly #samples: number[] = [];
  #lastAt = 0;

  /** @param millis from the record's timestamp to the painting; below 0 (skewed clocks) counts as 0 */
  add(millis: number, now: number): void {
    if (now - this.#lastAt > VALID_MILLIS) {
      this.#samples.length = 0;
    }
    this.#lastAt = now;
    this.#samples.push(Math.max(0, millis));
    if (this.#samples.length > SAMPLES) {
      this.#samples.shift();
    }
  }

  /** Milliseconds, or `null` if nothing was painted lately. */
  median(now: number): number | null {
    if (this.#samples.length === 0 || now - this.#lastAt > VALID_MILLIS) {
      return null;
    }
    const sorted = [...this.#samples].sort((one, other) => one - other);
    return sorted[sorted.length >> 1] ?? null;
  }
}
