/**
 * The clock of the service, by which rates, days and delays are reckoned: that of the browser may be minutes off.
 *
 * What the service tells was true at some moment between the opening of the connection and the arrival, so the
 * difference is known up to that. It is taken to be as small as it can be: clocks that may be the same, are.
 */
export class ServiceClock {
  #least = -Infinity;
  #most = Infinity;

  /**
   * The service told its time. All times are epoch milliseconds.
   *
   * @param askedAt by the clock of the browser, before it was told
   * @param heardAt by the clock of the browser, when it had been told
   */
  told(serviceNow: number, askedAt: number, heardAt: number): void {
    const least = serviceNow - heardAt;
    const most = serviceNow - askedAt;
    const differs = least > this.#most || most < this.#least;
    // One of the clocks was set, or it is another service.
    this.#least = differs ? least : Math.max(least, this.#least);
    this.#most = differs ? most : Math.min(most, this.#most);
  }

  /** What the clock of the service shows when that of the browser shows this. */
  at(browserNow: number): number {
    return browserNow + Math.min(Math.max(0, this.#least), this.#most);
  }
}
