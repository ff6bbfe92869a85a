import type { Counts, LiveState } from './live-state';

/** The scope of all events; every other one is a business date. */
export const WHOLE = 'all';
const NO_COUNTS: Counts = new Map();

/** A second is shown once it has had this long to be counted to its end. */
const SETTLING_MILLIS = 500;
/** A rate older than this is a rate of the past: the stream is silent. */
const RATE_VALID_SECONDS = 3;

/** Events by action code. */
export type ByAction = Counts;

const MINUTES_SECONDS = 300;

/** The counts of a dimension in a scope, without one over all data. */
export function countsOf(state: LiveState, dimension: string, scope = WHOLE): Counts {
  return state.scopes.get(scope)?.get(dimension) ?? NO_COUNTS;
}

/** Every event has exactly one action, so the actions add up to the events. */
export function totalEvents(state: LiveState, scope = WHOLE): number {
  return sum(countsOf(state, 'action', scope));
}

export function lateEvents(state: LiveState, scope = WHOLE): number {
  return sum(countsOf(state, 'late', scope));
}

/** Distinct users, estimated; `null` if the service does not tell. */
export function visitors(state: LiveState, scope = WHOLE): number | null {
  return countsOf(state, 'visitors', scope).get('0') ?? (totalEvents(state, scope) === 0 ? 0 : null);
}

/** Purchases for each click, in hundredths of a percent; `null` without clicks. */
export function conversion(state: LiveState, scope = WHOLE): number | null {
  const actions = countsOf(state, 'action', scope);
  const clicks = actions.get('0') ?? 0;
  return clicks === 0 ? null : Math.round(((actions.get('2') ?? 0) * 10_000) / clicks);
}

/**
 * Accepted events of the last 300 full seconds by action: exact, by record timestamp.
 *
 * @param now wall-clock in epoch milliseconds
 * @returns `null` if the service does not tell
 */
export function lastMinutes(state: LiveState, now: number): ByAction | null {
  if (state.pulseActions.size === 0) {
    return null;
  }
  const last = lastFullSecond(now);
  const sums = new Map<string, number>();
  for (const [second, ...byAction] of state.pulseActions.values()) {
    if (second <= last && second > last - MINUTES_SECONDS) {
      byAction.forEach((events, action) =>
        sums.set(String(action), (sums.get(String(action)) ?? 0) + events),
      );
    }
  }
  return sums;
}

function lastFullSecond(now: number): number {
  return Math.floor((now - SETTLING_MILLIS) / 1000) - 1;
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
  const lastFull = lastFullSecond(now);
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
  const lastFull = lastFullSecond(now);
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
