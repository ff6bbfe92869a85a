import type { Interval, LocalMinute, Range } from './view';

/** Minutes of business time, both included; `null`: all time. */
export type Span = { readonly from: LocalMinute; readonly to: LocalMinute } | null;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
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

/** The minutes of the same number right before; none before all time. */
export function spanBefore(span: Span): Span {
  if (span === null) {
    return null;
  }
  const length = millis(span.to) - millis(span.from) + MINUTE;
  return { from: shifted(span.from, -length), to: shifted(span.to, -length) };
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
  const begin = (point: string) =>
    interval === 'day' ? `${point}T00:00` : point.replace(' ', 'T').slice(0, 16);
  const length = interval === 'day' ? DAY : DAY / 24;
  return { from: begin(first), to: shifted(begin(last), length - MINUTE) };
}

function days(last: string, count: number): Span {
  return { from: shifted(`${last}T00:00`, -(count - 1) * DAY), to: `${last}T23:59` };
}

/** Business time is reckoned as if it were UTC: what is meant are the hands of the clock. */
function millis(minute: LocalMinute): number {
  return Date.parse(`${minute}:00Z`);
}

function shifted(minute: LocalMinute, by: number): LocalMinute {
  return new Date(millis(minute) + by).toISOString().slice(0, 16);
}
