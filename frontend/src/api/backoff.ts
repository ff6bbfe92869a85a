const FIRST_MILLIS = 250;
const LONGEST_MILLIS = 5_000;

/**
 * How long to wait before the next attempt: doubling, capped, and spread over its upper half so that a
 * thousand dashboards do not come back in the same instant.
 *
 * @param attempt 0 for the first retry
 * @param random uniform in [0, 1)
 */
export function backoffMillis(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_MILLIS, FIRST_MILLIS * 2 ** Math.min(attempt, 16));
  return Math.round(ceiling * (0.5 + random / 2));
}
