/** The outside world of a painter, passed in so that a test can be it. */
export interface Frames {
  request(run: () => void): void;
  isVisible(): boolean;
  now(): number;
}

/** What there is to paint. */
export interface Paintings {
  numbers(): void;
  /** Each step paints one chart. */
  readonly charts: readonly (() => void)[];
}

/**
 * Paints at most once a frame and never while the tab is hidden. The numbers are painted in every frame
 * that has news; of the charts only one per frame, in turn, so that no frame is late because of them. After
 * each the charts rest for as long as it took: on a slow machine they become rarer, and the numbers stay
 * quick everywhere.
 */
export class Painter {
  #requested = false;
  #numbersDue = false;
  /** Charts that are due, the longest waiting first. */
  readonly #chartsDue = new Set<() => void>();
  #chartsRestUntil = 0;

  constructor(
    private readonly paintings: Paintings,
    private readonly frames: Frames,
  ) {}

  /** Something changed. Cheap: may be called for every frame that comes over the wire. */
  invalidate(): void {
    this.#numbersDue = true;
    this.paintings.charts.forEach((chart) => this.#chartsDue.add(chart));
    this.#request();
  }

  /** The tab is shown again: paint what was missed. */
  wake(): void {
    if (this.#numbersDue || this.#chartsDue.size > 0) {
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
      this.paintings.numbers();
    }
    const [chart] = this.#chartsDue;
    if (chart !== undefined && this.frames.now() >= this.#chartsRestUntil) {
      // Once painted it goes to the end of the queue with the next news.
      this.#chartsDue.delete(chart);
      const begun = this.frames.now();
      chart();
      const ended = this.frames.now();
      this.#chartsRestUntil = ended + (ended - begun);
    }
    if (this.#chartsDue.size > 0) {
      this.#request();
    }
  }
}
