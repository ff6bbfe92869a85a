/** A number moves for no longer, so that it is soon exact. */
export const TWEEN_MILLIS = 150;

/** Painted in the frame after the news came, a number has moved already. */
const FRAME_MILLIS = 16;

/**
 * A count that moves from what is shown to what is true: never beyond it, and never down. Where news come faster
 * than it moves, it is simply set.
 */
export class Tween {
  #target: number | null = null;
  #from = 0;
  #since = -Infinity;
  #shown: number | null = null;

  /**
   * @param moves whether it may move at all
   * @param now milliseconds of any clock that does not go backwards
   * @returns what to show now
   */
  show(target: number, moves: boolean, now: number): number {
    if (target !== this.#target) {
      const shown = this.#shown;
      const rare = now - this.#since >= TWEEN_MILLIS;
      this.#from = moves && rare && shown !== null && shown < target ? shown : target;
      this.#target = target;
      this.#since = now;
    }
    const part = moves ? (now - this.#since + FRAME_MILLIS) / TWEEN_MILLIS : 1;
    this.#shown = part >= 1 ? target : Math.ceil(this.#from + (target - this.#from) * part);
    return this.#shown;
  }

  get isMoving(): boolean {
    return this.#shown !== this.#target;
  }

  /** What comes next is another number, and has nothing to do with the one before. */
  forget(): void {
    this.#target = null;
    this.#shown = null;
  }
}
