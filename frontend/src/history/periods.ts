import type { Dimension } from '../contract/labels';
import type { Breakdown, Counts, Trend } from './numbers';
import { pointAfter, pointOf, pointsBetween, spanBefore, untilNow, type Span } from './span';
import type { Interval, LocalMinute } from './view';

/** What is asked about, when. */
export interface Period {
  readonly span: Span;
  readonly now: LocalMinute;
}

/** A trend, with the events of the period before at each of its points if asked for. */
export interface TrendData {
  readonly now: Trend;
  /** All events, whatever the lines; `null` where the period before has no such point. */
  readonly before: readonly (number | null)[] | null;
  readonly lines: Dimension | null;
}

/**
 * Puts both periods on the same points. The service answers from the first to the last point with events, so
 * that points of the same index in two answers need not be at the same place of their periods.
 */
export function trendDataOf(
  now: Trend,
  before: Trend | null,
  lines: Dimension | null,
  { span, now: minute }: Period,
  interval: Interval,
): TrendData {
  if (span === null) {
    return { now, before: null, lines };
  }
  const been = untilNow(span, minute);
  const counted = new Map<string, number>();
  before?.points.forEach((point, index) => {
    const total = before.lines.reduce((sum, { values }) => sum + (values[index] ?? 0), 0);
    counted.set(pointAfter(point, span, interval), total);
  });
  const known = [
    pointOf(been.from, interval),
    pointOf(been.to, interval),
    ...now.points,
    // Of a span that is not of whole points, one may lie beyond: its events count all the same.
    ...counted.keys(),
  ].sort();
  const [first = '', last = ''] = [known[0], known.at(-1)];
  const points = pointsBetween(first, last, interval) ?? [...new Set(known)];
  const then = spanBefore(span, minute);
  const covered =
    then === null
      ? []
      : [then.from, then.to].map((end) => pointAfter(pointOf(end, interval), span, interval));
  const [begin = '', end = ''] = covered;
  const indexes = new Map(now.points.map((point, index) => [point, index]));
  return {
    now: {
      points,
      lines: now.lines.map(({ code, values }) => ({
        code,
        values: points.map((point) => values[indexes.get(point) ?? -1] ?? 0),
      })),
    },
    before:
      before === null
        ? null
        : points.map((point) => counted.get(point) ?? (begin <= point && point <= end ? 0 : null)),
    lines,
  };
}

/** Counts of the period before by the times of the span that they are compared with. */
export function comparable(before: Breakdown, span: NonNullable<Span>): Breakdown['counts'] {
  const { columns, counts } = before;
  if (columns !== 'day' && columns !== 'hour') {
    return counts;
  }
  return new Map(
    [...counts].map(([row, ofRow]): [string, Counts] => [
      row,
      new Map([...ofRow].map(([time, count]) => [pointAfter(time, span, columns), count])),
    ]),
  );
}
