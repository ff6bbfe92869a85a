import { describe, expect, it } from 'vitest';
import {
  apiTime,
  intervalFor,
  localMinute,
  pointAfter,
  pointsBetween,
  spanBefore,
  spanOf,
  spanOfPoints,
} from './span';
import { filtersOf, sqlOf, sqlWithBefore, type Question, type Scope } from './sql';

const DAY: Scope = {
  span: { from: '2026-08-29T00:00', to: '2026-08-29T23:59' },
  filters: { gender: '1', province: "O'Brien" },
  zone: 'Asia/Shanghai',
};
const ALL: Scope = { span: null, filters: {}, zone: 'Asia/Shanghai' };

describe('the statement of a tile', () => {
  it('has the range with its last minute, the dates to read, and the filters', () => {
    expect(sqlOf({ of: 'events' }, DAY)).toBe(
      [
        'SELECT sum(events) AS events',
        'FROM lake.taobao.behavior_1m',
        "WHERE dt BETWEEN DATE '2026-08-29' AND DATE '2026-08-29'",
        "  AND window_start >= TIMESTAMP '2026-08-29 00:00:00 Asia/Shanghai'",
        "  AND window_start < TIMESTAMP '2026-08-30 00:00:00 Asia/Shanghai'",
        '  AND gender = 1',
        "  AND province = 'O''Brien'",
      ].join('\n'),
    );
  });

  it('has no condition where nothing is chosen', () => {
    expect(sqlOf({ of: 'counts', rows: 'age', columns: null }, ALL)).toBe(
      [
        'SELECT age_range, sum(events) AS events, round(100.0 * sum(events) / sum(sum(events)) OVER (), 2) AS percent',
        'FROM lake.taobao.behavior_1m',
        'GROUP BY 1',
        'ORDER BY 2 DESC',
      ].join('\n'),
    );
  });

  it('counts items among the events themselves, those without an id left out', () => {
    expect(sqlOf({ of: 'hot', kind: 'brand', limit: 10 }, ALL)).toBe(
      [
        'SELECT brand_id, count(*) AS events',
        'FROM lake.taobao.raw_events',
        "WHERE brand_id <> ''",
        'GROUP BY 1',
        'ORDER BY 2 DESC, 1',
        'LIMIT 10',
      ].join('\n'),
    );
  });

  it('estimates visitors by the sketch that the service merges', () => {
    expect(sqlOf({ of: 'visitors' }, ALL)).toBe(
      'SELECT cardinality(approx_set(user_id)) AS visitors\nFROM lake.taobao.raw_events',
    );
  });

  it('names hours as the page does', () => {
    expect(sqlOf({ of: 'trend', interval: 'hour', lines: 'action' }, ALL)).toContain(
      "format_datetime(window_start AT TIME ZONE 'Asia/Shanghai', 'yyyy-MM-dd HH:00:00') AS hour, action,",
    );
  });

  it('is followed by that of the period before', () => {
    const [now, before] = sqlWithBefore(
      { of: 'events' },
      DAY,
      { question: { of: 'events' }, span: spanBefore(DAY.span, '2026-09-01T00:00') },
      'before',
    ).split(';\n\n-- before\n');
    expect(now).toBe(sqlOf({ of: 'events' }, DAY));
    expect(before).toContain("window_start >= TIMESTAMP '2026-08-28 00:00:00 Asia/Shanghai'");
    expect(before).toContain("window_start < TIMESTAMP '2026-08-29 00:00:00 Asia/Shanghai';".slice(0, -1));
  });

  it('of a ranking looks further in the period before', () => {
    const question = { of: 'hot', kind: 'item', limit: 10 } as const;
    const before = { question: { ...question, limit: 100 }, span: spanBefore(DAY.span, '2026-09-01T00:00') };
    expect(sqlWithBefore(question, DAY, before, 'before')).toMatch(/LIMIT 10;[^]*LIMIT 100;$/);
  });

  it('of the funnel knows no filter of actions, neither in SQL nor where a picture names its filters', () => {
    const filters = { action: '2', gender: '1' };
    expect(filtersOf({ of: 'funnel' }, filters)).toEqual({ gender: '1' });
    expect(filtersOf({ of: 'events' }, filters)).toBe(filters);
  });

  it('lets no filter end a text, whatever is asked', () => {
    const questions: readonly Question[] = [
      { of: 'events' },
      { of: 'visitors' },
      { of: 'funnel' },
      { of: 'trend', interval: 'day', lines: null },
      { of: 'counts', rows: 'province', columns: 'day' },
      { of: 'hot', kind: 'item', limit: 10 },
    ];
    for (const question of questions) {
      const sql = sqlOf(question, { ...ALL, filters: { province: "'; DROP TABLE x --" } });
      expect(sql).toContain("province = '''; DROP TABLE x --'");
    }
  });
});

describe('a range', () => {
  const now = '2026-08-29T20:05';

  it('is of whole days in business time', () => {
    expect(spanOf({ preset: 'today' }, now)).toEqual({ from: '2026-08-29T00:00', to: '2026-08-29T23:59' });
    expect(spanOf({ preset: '7d' }, now)).toEqual({ from: '2026-08-23T00:00', to: '2026-08-29T23:59' });
    expect(spanOf({ preset: 'all' }, now)).toBeNull();
  });

  it('of 24 hours has as many minutes', () => {
    expect(spanOf({ preset: '24h' }, now)).toEqual({ from: '2026-08-28T20:06', to: now });
  });

  it('that is over has one of the same length before it', () => {
    const week = spanOf({ preset: '7d' }, now);
    expect(spanBefore(week, '2026-08-30T00:00')).toEqual({
      from: '2026-08-16T00:00',
      to: '2026-08-22T23:59',
    });
    expect(spanBefore(week, '2026-08-29T23:59')).toEqual({
      from: '2026-08-16T00:00',
      to: '2026-08-22T23:59',
    });
    expect(spanBefore(null, now)).toBeNull();
  });

  it('that is not over yet is compared with as much of the one before', () => {
    expect(spanBefore(spanOf({ preset: 'today' }, '2026-08-29T10:00'), '2026-08-29T10:00')).toEqual({
      from: '2026-08-28T00:00',
      to: '2026-08-28T10:00',
    });
    expect(spanBefore(spanOf({ preset: '7d' }, now), now)).toEqual({
      from: '2026-08-16T00:00',
      to: '2026-08-22T20:05',
    });
    expect(spanBefore(spanOf({ preset: '24h' }, now), now)).toEqual({
      from: '2026-08-27T20:06',
      to: '2026-08-28T20:05',
    });
  });

  it('that has not begun is compared as a whole', () => {
    expect(spanBefore({ from: '2026-09-02T00:00', to: '2026-09-02T23:59' }, now)).toEqual({
      from: '2026-09-01T00:00',
      to: '2026-09-01T23:59',
    });
  });

  it('has points over all of it, but not without end', () => {
    expect(pointsBetween('2026-02-28', '2026-03-02', 'day')).toEqual([
      '2026-02-28',
      '2026-03-01',
      '2026-03-02',
    ]);
    expect(pointsBetween('2026-08-29 23:00:00', '2026-08-30 00:00:00', 'hour')).toEqual([
      '2026-08-29 23:00:00',
      '2026-08-30 00:00:00',
    ]);
    expect(pointsBetween('0001-01-01', '9999-12-31', 'day')).toBeNull();
  });

  it('has points that those of the period before are compared with', () => {
    const week = { from: '2026-08-23T00:00', to: '2026-08-29T23:59' };
    expect(pointAfter('2026-08-16', week, 'day')).toBe('2026-08-23');
    // As a reader types it who takes the end for not included.
    expect(pointAfter('2026-08-16', { ...week, to: '2026-08-30T00:00' }, 'day')).toBe('2026-08-23');
    const hours = { from: '2026-08-29T08:00', to: '2026-08-29T10:59' };
    expect(pointAfter('2026-08-29 07:00:00', hours, 'hour')).toBe('2026-08-29 10:00:00');
  });

  it('is seen from where the business is', () => {
    expect(localMinute(Date.parse('2026-08-29T18:30:00Z'), 'Asia/Shanghai')).toBe('2026-08-30T02:30');
    expect(localMinute(Date.parse('2026-08-29T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-08-30T00:00');
  });

  it('of a few days is shown by the hour', () => {
    expect(intervalFor(null, spanOf({ preset: 'today' }, now))).toBe('hour');
    expect(intervalFor(null, spanOf({ preset: '7d' }, now))).toBe('day');
    expect(intervalFor('hour', null)).toBe('hour');
  });

  it('of points of a trend ends with the last of them', () => {
    expect(spanOfPoints('2026-08-27', '2026-08-29', 'day')).toEqual({
      from: '2026-08-27T00:00',
      to: '2026-08-29T23:59',
    });
    expect(spanOfPoints('2026-08-29 08:00:00', '2026-08-29 08:00:00', 'hour')).toEqual({
      from: '2026-08-29T08:00',
      to: '2026-08-29T08:59',
    });
    expect(apiTime('2026-08-29T08:00')).toBe('2026-08-29 08:00:00');
  });
});
