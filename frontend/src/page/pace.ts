/** How often a figure changes that goes up and down all the time: nobody reads it faster. */
export const PACE_MILLIS = 250;

/** Lets changes through only so often, and the first one at once. */
export class Pace {
  #admittedAt = -Infinity;

  /**
   * @param now milliseconds of any clock that does not go backwards
   * @returns whether it may change now; if not, ask again later
   */
  admits(now: number): boolean {
    if (now - this.#admittedAt < PACE_MILLIS) {
      return false;
    }
    this.#admittedAt = now;
    return true;
  }

  /** What comes next is another thing, and has nothing to do with the one before. */
  forget(): void {
    this.#admittedAt = -Infinity;
  }
}
