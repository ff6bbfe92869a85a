import { describe, expect, it } from 'vitest';
import { comparable, trendDataOf } from './periods';

const WEEK = { span: { from: '2026-08-23T00:00', to: '2026-08-29T23:59' }, now: '2026-09-10T08:00' };

function trend(counts: Readonly<Record<string, number>>) {
  return { points: Object.keys(counts), lines: [{ code: null, values: Object.values(counts) }] };
}

describe('a trend and the period before', () => {
  it('stand on every point of the span, wherever their first events are', () => {
    const now = trend({ '2026-08-25': 5, '2026-08-26': 6 });
    const before = trend({ '2026-08-17': 1, '2026-08-18': 2, '2026-08-19': 3 });
    const data = trendDataOf(now, before, null, WEEK, 'day');
    expect(data.now.points.at(0)).toBe('2026-08-23');
    expect(data.now.points.at(-1)).toBe('2026-08-29');
    expect(data.now.lines[0]?.values).toEqual([0, 0, 5, 6, 0, 0, 0]);
    expect(data.before).toEqual([0, 1, 2, 3, 0, 0, 0]);
  });

  it('go as far as time has gone', () => {
    const today = { span: { from: '2026-08-29T00:00', to: '2026-08-29T23:59' }, now: '2026-08-29T02:10' };
    const data = trendDataOf(
      trend({ '2026-08-29 01:00:00': 4 }),
      trend({ '2026-08-28 00:00:00': 7 }),
      null,
      today,
      'hour',
    );
    expect(data.now.points).toEqual(['2026-08-29 00:00:00', '2026-08-29 01:00:00', '2026-08-29 02:00:00']);
    expect(data.now.lines[0]?.values).toEqual([0, 4, 0]);
    expect(data.before).toEqual([7, 0, 0]);
  });

  it('show events of the future, which the period before has nothing for', () => {
    const today = { span: { from: '2026-08-29T00:00', to: '2026-08-29T23:59' }, now: '2026-08-29T00:10' };
    const data = trendDataOf(trend({ '2026-08-29 02:00:00': 4 }), trend({}), null, today, 'hour');
    expect(data.now.lines[0]?.values).toEqual([0, 0, 4]);
    expect(data.before).toEqual([0, null, null]);
  });

  it('lose no event where the span is not of whole points', () => {
    const odd = { span: { from: '2026-08-29T10:01', to: '2026-08-29T10:59' }, now: '2026-08-30T00:00' };
    const before = trend({ '2026-08-29 09:00:00': 2, '2026-08-29 10:00:00': 1 });
    const data = trendDataOf(trend({ '2026-08-29 10:00:00': 3 }), before, null, odd, 'hour');
    expect(data.now.points).toEqual(['2026-08-29 10:00:00', '2026-08-29 11:00:00']);
    expect(data.now.lines[0]?.values).toEqual([3, 0]);
    expect(data.before).toEqual([2, 1]);
  });

  it('of many lines are compared by their totals', () => {
    const points = ['2026-08-17', '2026-08-18'];
    const before = {
      points,
      lines: [
        { code: '0', values: [1, 2] },
        { code: '2', values: [10, 20] },
      ],
    };
    const data = trendDataOf(trend({}), before, 'action', WEEK, 'day');
    expect(data.before).toEqual([0, 11, 22, 0, 0, 0, 0]);
  });

  it('of all time are as they come', () => {
    const now = trend({ '2026-08-25': 5 });
    expect(trendDataOf(now, null, null, { ...WEEK, span: null }, 'day')).toEqual({
      now,
      before: null,
      lines: null,
    });
  });
});

it('times of the period before become those that they are compared with', () => {
  const counts = new Map([['1', new Map([['2026-08-16', 4]])]]);
  expect(comparable({ rows: 'gender', columns: 'day', counts }, WEEK.span)).toEqual(
    new Map([['1', new Map([['2026-08-23', 4]])]]),
  );
  expect(comparable({ rows: 'gender', columns: 'age', counts }, WEEK.span)).toBe(counts);
});
