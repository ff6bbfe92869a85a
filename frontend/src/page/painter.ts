/** The outside world of a painter, passed in so that a test can be it. */
export interface Frames {
  /** Runs before the next frame is made. */
  request(run: () => void): void;
  /** Runs once the frame that is being made is on the screen. */
  afterFrame(run: () => void): void;
  /** Runs after so many milliseconds. */
  later(run: () => void, millis: number): void;
  isVisible(): boolean;
  now(): number;
}

/** What there is to paint. */
export interface Paintings {
  /** @returns whether they are still moving, and have to be painted again in the next frame */
  numbers(): boolean;
  /** Each paints one chart, or a list that is read and not watched. */
  readonly parts: readonly (() => void)[];
}

/** No part is painted more often: nobody reads a list or a bar faster. */
const PART_INTERVAL_MILLIS = 500;

/**
 * After a part the others wait for this many times what it took: parts get a tenth of the time. On a slow machine
 * they become rarer, and the numbers stay quick everywhere.
 */
const REST_FACTOR = 9;

/**
 * Paints at most once a frame and never while the tab is hidden. The numbers are painted in every frame
 * that has news. The parts, each dearer than all the numbers, come one at a time and after a frame, so that
 * no number waits for them to get on the screen. Whatever else waited for that frame has its turn before them.
 */
export class Painter {
  #requested = false;
  #waiting = false;
  #numbersDue = false;
  /** Parts that are due, the longest waiting first. */
  readonly #partsDue = new Set<() => void>();
  /** Those of them that somebody waits for. */
  readonly #partsAskedFor = new Set<() => void>();
  readonly #partsPainted = new Map<() => void, number>();
  #partsRestUntil = 0;

  constructor(
    private readonly paintings: Paintings,
    private readonly frames: Frames,
  ) {}

  /** Something changed. Cheap: may be called for every frame that comes over the wire. */
  invalidate(): void {
    this.#numbersDue = true;
    this.paintings.parts.forEach((part) => this.#partsDue.add(part));
    this.#request();
  }

  /** The reader turned something, and looks what becomes of it: no part waits until it is ripe. */
  repaint(): void {
    this.paintings.parts.forEach((part) => this.#partsAskedFor.add(part));
    this.invalidate();
  }

  /** The tab is shown again: paint what was missed. */
  wake(): void {
    if (this.#numbersDue || this.#partsDue.size > 0) {
      this.#request();
    }
  }

  #request(): void {
    if (!this.#requested && this.frames.isVisible()) {
      this.#requested = true;
      this.frames.request(() => this.#onFrame());
    }
  }

  #onFrame(): void {
    this.#requested = false;
    if (!this.frames.isVisible()) {
      return;
    }
    if (this.#numbersDue) {
      this.#numbersDue = false;
      if (this.paintings.numbers()) {
        this.#numbersDue = true;
        this.#request();
      }
    }
    // What was posted for the same frame, and news that came while it was made, are delivered in between.
    this.frames.afterFrame(() => this.frames.afterFrame(() => this.#paintPart()));
  }

  #paintPart(): void {
    const begun = this.frames.now();
    const part = this.#nextPart(begun);
    if (part !== undefined) {
      // Once painted it goes to the end of the queue with the next news.
      this.#partsDue.delete(part);
      this.#partsAskedFor.delete(part);
      this.#partsPainted.set(part, begun);
      part();
      const ended = this.frames.now();
      this.#partsRestUntil = ended + REST_FACTOR * (ended - begun);
    }
    if (this.#partsDue.size > 0) {
      this.#requestWhenRipe(this.frames.now());
    }
  }

  #nextPart(now: number): (() => void) | undefined {
    const [askedFor] = this.#partsAskedFor;
    if (askedFor !== undefined) {
      return askedFor;
    }
    if (now < this.#partsRestUntil) {
      return undefined;
    }
    for (const part of this.#partsDue) {
      if (now >= this.#ripeAt(part)) {
        return part;
      }
    }
    return undefined;
  }

  #ripeAt(part: () => void): number {
    return (this.#partsPainted.get(part) ?? -Infinity) + PART_INTERVAL_MILLIS;
  }

  /** A frame that is only asked for to find that nothing is ripe yet costs a browser as much as one that shows something. */
  #requestWhenRipe(now: number): void {
    const first = Math.min(...[...this.#partsDue].map((part) => this.#ripeAt(part)));
    const wait = Math.max(first, this.#partsRestUntil) - now;
    if (wait <= 0 || this.#partsAskedFor.size > 0) {
      this.#request();
    } else if (!this.#waiting) {
      this.#waiting = true;
      this.frames.later(() => {
        this.#waiting = false;
        this.#request();
      }, wait);
    }
  }
}
