import type { Interval, LocalMinute, Range } from './view';

/** Minutes of business time, both included; `null`: all time. */
export type Span = { readonly from: LocalMinute; readonly to: LocalMinute } | null;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS: Readonly<Record<Interval, number>> = { day: DAY, hour: HOUR };
/** As many points as the service answers with at most. */
const MOST_POINTS = 10_000;
/** Up to this length the trend is by hour, unless the reader says otherwise. */
const HOURLY_UP_TO = 3 * DAY;

/** The minute of business time that it is. */
export function localMinute(now: number, zone: string): LocalMinute {
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
    .format(now)
    .replace(' ', 'T');
}

/**
 * The minutes that a range means. Days are whole, since whole days are what the lake answers fastest, and the
 * same question all day long.
 */
export function spanOf(range: Range, now: LocalMinute): Span {
  if (range.preset === null) {
    return { from: range.from, to: range.to };
  }
  const today = now.slice(0, 10);
  switch (range.preset) {
    case 'all':
      return null;
    case '24h':
      return { from: shifted(now, -DAY + MINUTE), to: now };
    case 'today':
      return days(today, 1);
    case '7d':
      return days(today, 7);
    case '30d':
      return days(today, 30);
    case '90d':
      return days(today, 90);
  }
}

/**
 * The minutes of the same number right before; none before all time. A span that is not over yet is compared
 * with as much of the one before: half a day with a whole one would always seem to have fallen.
 */
export function spanBefore(span: Span, now: LocalMinute): Span {
  if (span === null) {
    return null;
  }
  const length = lengthOf(span);
  return { from: shifted(span.from, -length), to: shifted(untilNow(span, now).to, -length) };
}

/** What of the span has been; all of it if it has not begun. */
export function untilNow(span: NonNullable<Span>, now: LocalMinute): NonNullable<Span> {
  return span.from <= now && now < span.to ? { from: span.from, to: now } : span;
}

export function intervalFor(chosen: Interval | null, span: Span): Interval {
  if (chosen !== null) {
    return chosen;
  }
  return span !== null && millis(span.to) - millis(span.from) < HOURLY_UP_TO ? 'hour' : 'day';
}

/** The first minute that is not in the span any more. */
export function endOf(span: { readonly to: LocalMinute }): LocalMinute {
  return shifted(span.to, MINUTE);
}

/** `2026-08-29 10:00:00`, as the API takes and gives it. */
export function apiTime(minute: LocalMinute): string {
  return `${minute.replace('T', ' ')}:00`;
}

/** The minutes from the begin of one point of a trend to the end of another. */
export function spanOfPoints(
  first: string,
  last: string,
  interval: Interval,
): { from: LocalMinute; to: LocalMinute } {
  return { from: beginOf(first), to: shifted(beginOf(last), STEPS[interval] - MINUTE) };
}

/** The point of a trend that a minute belongs to, as the API names it. */
export function pointOf(minute: LocalMinute, interval: Interval): string {
  return interval === 'day' ? minute.slice(0, 10) : `${minute.slice(0, 13).replace('T', ' ')}:00:00`;
}

/** Every point from one to another, or `null` if they are too many. */
export function pointsBetween(first: string, last: string, interval: Interval): readonly string[] | null {
  const begin = millis(beginOf(first));
  const count = (millis(beginOf(last)) - begin) / STEPS[interval] + 1;
  return count > MOST_POINTS
    ? null
    : Array.from({ length: count }, (_, index) =>
        pointOf(minuteAt(begin + index * STEPS[interval]), interval),
      );
}

/** The point of the span that one of the period before is compared with. */
export function pointAfter(before: string, span: NonNullable<Span>, interval: Interval): string {
  // A span that is not of whole points is off by less than half of one.
  const steps = Math.round(lengthOf(span) / STEPS[interval]);
  return pointOf(shifted(beginOf(before), steps * STEPS[interval]), interval);
}

function beginOf(point: string): LocalMinute {
  return point.length === 10 ? `${point}T00:00` : point.replace(' ', 'T').slice(0, 16);
}

function lengthOf(span: NonNullable<Span>): number {
  return millis(span.to) - millis(span.from) + MINUTE;
}

function days(last: string, count: number): Span {
  return { from: shifted(`${last}T00:00`, -(count - 1) * DAY), to: `${last}T23:59` };
}

/** Business time is reckoned as if it were UTC: what is meant are the hands of the clock. */
function millis(minute: LocalMinute): number {
  return Date.parse(`${minute}:00Z`);
}

function shifted(minute: LocalMinute, by: number): LocalMinute {
  return minuteAt(millis(minute) + by);
}

function minuteAt(time: number): LocalMinute {
  return new Date(time).toISOString().slice(0, 16);
}
