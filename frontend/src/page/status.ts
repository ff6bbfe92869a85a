import type { ConnectionStatus } from '../api/connection';
import type { Language } from '../contract/labels';
import { businessZone } from '../contract/zone';
import type { Stall } from '../state/stall';
import { dateIn } from './scope-switch';
import { textOf } from './text';

/** What the banner says, or `null` if all is well. */
export interface Banner {
  readonly tone: 'warning' | 'severe';
  readonly message: string;
  /** What happens next, e.g. a countdown. */
  readonly next: string;
  /** Whether the reader may ask for an attempt at once. */
  readonly canRetry: boolean;
}

/** What the page says of itself in a word: numbers may be old behind a connection that is live. */
export function wordOf(status: ConnectionStatus, stall: Stall | null): ConnectionStatus['kind'] | 'stalled' {
  return status.kind === 'live' && stall !== null ? 'stalled' : status.kind;
}

/**
 * Until when the stream is known: what came since, or that nothing came, nobody knows where the service is silent
 * or what it tells stands still. All times are epoch milliseconds.
 *
 * @param stall of the stream behind the connection, or `null` if it moves
 */
export function heardUntil(status: ConnectionStatus, stall: Stall | null, now: number): number {
  if ('since' in status) {
    return status.since ?? now;
  }
  return status.kind === 'live' ? (stall?.since ?? now) : now;
}

/**
 * @param stall of the stream behind the connection, or `null` if it moves
 * @param now epoch milliseconds, of the clock that the other times are of
 * @param ahead milliseconds by which the clock is ahead that times of day are told by
 */
export function bannerOf(
  status: ConnectionStatus,
  stall: Stall | null,
  now: number,
  language: Language,
  ahead = 0,
): Banner | null {
  const text = textOf(language);
  const told = (millis: number) => timeOfDay(millis + ahead, now + ahead, language);
  switch (status.kind) {
    case 'connecting':
      return null;
    case 'live':
      return stall === null
        ? null
        : {
            tone: 'warning',
            message: (stall.why === 'waiting' ? text.bannerStalled : text.bannerUnknown)(told(stall.since)),
            next: '',
            canRetry: false,
          };
    case 'stale':
      return {
        tone: 'warning',
        message: text.bannerStale(told(status.since)),
        next: '',
        canRetry: false,
      };
    case 'reconnecting':
      return {
        tone: 'severe',
        message:
          status.since === null ? text.bannerNeverConnected : text.bannerReconnecting(told(status.since)),
        next: countdown(status.retryAt, now, language),
        canRetry: true,
      };
    case 'refused':
      return {
        tone: 'severe',
        message: text.bannerRefused(status.message),
        next: countdown(status.retryAt, now, language),
        canRetry: true,
      };
  }
}

function countdown(retryAt: number, now: number, language: Language): string {
  const seconds = Math.ceil((retryAt - now) / 1000);
  const text = textOf(language);
  return seconds > 0 ? text.retryIn(seconds) : text.retrying;
}

/** Used many times a second, and dear to make. */
const TIMES = new Map<string, Intl.DateTimeFormat>();

/** Time of day in the business zone, with the date once it is not today's. */
export function timeOfDay(millis: number, now: number, language: Language): string {
  const zone = businessZone() ?? null;
  const today =
    zone === null
      ? new Date(millis).toDateString() === new Date(now).toDateString()
      : dateIn(zone, millis) === dateIn(zone, now);
  const key = `${language} ${today} ${zone}`;
  let format = TIMES.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
      ...(today ? {} : { month: 'short', day: 'numeric' }),
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      ...(zone === null ? {} : { timeZone: zone }),
    });
    TIMES.set(key, format);
  }
  return format.format(millis);
}
