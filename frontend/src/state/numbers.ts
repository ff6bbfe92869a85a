import type { Counts, LiveState } from './live-state';

const WHOLE = 'all';
const NO_COUNTS: Counts = new Map();

/** A second is shown once it has had this long to be counted to its end. */
const SETTLING_MILLIS = 500;
/** A rate older than this is a rate of the past: the stream is silent. */
const RATE_VALID_SECONDS = 3;

/** The counts of a dimension over all data. */
export function countsOf(state: LiveState, dimension: string): Counts {
  return state.scopes.get(WHOLE)?.get(dimension) ?? NO_COUNTS;
}

/** Every event has exactly one action, so the actions add up to the events. */
export function totalEvents(state: LiveState): number {
  return sum(countsOf(state, 'action'));
}

export function lateEvents(state: LiveState): number {
  return sum(countsOf(state, 'late'));
}

export function rejectedRecords(state: LiveState): number {
  return sum(countsOf(state, 'rejected'));
}

/**
 * Events of the last full second, by record timestamp.
 *
 * @param now wall-clock in epoch milliseconds
 * @returns 0 once the newest full second lies more than three seconds back
 */
export function eventsPerSecond(state: LiveState, now: number): number {
  const lastFull = Math.floor((now - SETTLING_MILLIS) / 1000) - 1;
  let newest = -1;
  let events = 0;
  for (const [second, count] of state.pulse.values()) {
    if (second <= lastFull && second > newest) {
      newest = second;
      events = count;
    }
  }
  return lastFull - newest < RATE_VALID_SECONDS ? events : 0;
}

/**
 * The pulse without holes, oldest first: a second nobody wrote is a second without events.
 *
 * @param now wall-clock in epoch milliseconds
 * @param seconds how many to give, the last one being the newest full second
 */
export function pulseLine(state: LiveState, now: number, seconds: number): readonly [number, number][] {
  const lastFull = Math.floor((now - SETTLING_MILLIS) / 1000) - 1;
  const bySecond = new Map(state.pulse.values());
  return Array.from({ length: seconds }, (_, index) => {
    const second = lastFull - seconds + 1 + index;
    return [second, bySecond.get(second) ?? 0];
  });
}

function sum(counts: Counts): number {
  let total = 0;
  for (const count of counts.values()) {
    total += count;
  }
  return total;
}
