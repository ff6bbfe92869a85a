/** The outside world of a poll, passed in so that a test can be it. */
export interface PollTimers {
  setTimer(run: () => void, millis: number): number;
  clearTimer(timer: number): void;
  isVisible(): boolean;
}

/**
 * Does something at once and then again and again, with a pause after each: never two at a time, and never
 * while nobody looks.
 */
export class Poll {
  #timer: number | null = null;
  #running = false;
  #ended = false;

  constructor(
    private readonly run: () => Promise<unknown>,
    private readonly pauseMillis: number,
    private readonly timers: PollTimers,
  ) {}

  /** Now, and then after each pause. Does nothing while the tab is hidden: {@link wake} is for that. */
  wake(): void {
    if (this.#ended || this.#running || !this.timers.isVisible()) {
      return;
    }
    this.rest();
    this.#running = true;
    this.run()
      .catch(() => undefined)
      .finally(() => {
        this.#running = false;
        if (!this.#ended && this.timers.isVisible()) {
          this.#timer = this.timers.setTimer(() => this.wake(), this.pauseMillis);
        }
      });
  }

  /** Until it is woken. */
  rest(): void {
    if (this.#timer !== null) {
      this.timers.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  /** For ever. */
  end(): void {
    this.#ended = true;
    this.rest();
  }
}

/** The browser's timers. */
export function browserTimers(isVisible: () => boolean): PollTimers {
  return {
    setTimer: (run, millis) => window.setTimeout(run, millis),
    clearTimer: (timer) => window.clearTimeout(timer),
    isVisible,
  };
}
