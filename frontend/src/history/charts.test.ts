import { describe, expect, it } from 'vitest';
import type { Look } from '../charts/look';
import { OTHER } from '../charts/row';
import { breakdownTable } from './breakdown-table';
import {
  breakdownOption,
  funnelOption,
  hotOption,
  stacksOf,
  trendOption,
  trendSeries,
  zoomOf,
} from './charts';
import { breakdownOf, codeOf, countsOf, growth, trendOf, type Statistic } from './numbers';

const LOOK: Look = {
  palette: {
    ink: 'ink',
    muted: 'muted',
    line: 'line',
    panel: 'panel',
    accent: 'accent',
    unknown: 'unknown',
    series: ['1', '2', '3', '4', '5', '6', '7', '8'],
    steps: ['1', '2', '3', '4', '5'],
  },
  language: 'en',
  fontFamily: 'sans-serif',
  fontSize: 13,
  patterns: false,
};
const WIDE = { width: 900, height: 320 };

describe('answers', () => {
  it('are read by code, in whatever language they came', () => {
    expect(codeOf('action', '购买')).toBe('2');
    expect(codeOf('action', 'Buy')).toBe('2');
    expect(codeOf('province', 'Beijing')).toBe('北京');
    expect(codeOf('province', '火星')).toBe('火星');
    expect([...countsOf('age', [{ age_range: '18–24', count: 5, percentage: 100 }])]).toEqual([['2', 5]]);
  });

  it('of a trend are lines by code', () => {
    const option = { xAxis: { data: ['2026-08-29'] }, series: [{ name: '点击', data: [5] }] };
    expect(trendOf(option, 'action')).toEqual({
      points: ['2026-08-29'],
      lines: [{ code: '0', values: [5] }],
    });
    expect(trendOf(option, null).lines[0]?.code).toBeNull();
    expect(trendOf({}, null)).toEqual({ points: [], lines: [] });
  });

  it('grow from something only', () => {
    expect(growth(12, 10)).toBe(20);
    expect(growth(12, 0)).toBeNull();
  });
});

describe('the trend', () => {
  const now = { points: ['a', 'b'], lines: [{ code: null, values: [1, 2] }] };

  it('has the period before as a second line', () => {
    const before = { points: ['x', 'y', 'z'], lines: [{ code: null, values: [3, 4, 5] }] };
    const series = trendOption({ now, before, lines: null }, LOOK).series as { data: unknown }[];
    expect(series.map(({ data }) => data)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('shows again what was chosen of it, whenever it is painted', () => {
    const points = ['a', 'b', 'c', 'd'];
    const zoom = zoomOf(points, { startValue: 1, endValue: 2 });
    expect(zoom).toEqual({ first: 'b', last: 'c' });
    const data = {
      now: { points, lines: [{ code: null, values: [1, 2, 3, 4] }] },
      before: null,
      lines: null,
    };
    for (const zooming of trendOption(data, LOOK, zoom).dataZoom as object[]) {
      expect(zooming).toMatchObject({ startValue: 1, endValue: 2 });
    }
    for (const zooming of trendOption(data, LOOK).dataZoom as object[]) {
      expect(zooming).not.toHaveProperty('startValue');
    }
    // Chosen of points that are shown no more.
    expect(trendOption({ ...data, now }, LOOK, { first: 'c', last: 'd' }).dataZoom).not.toHaveProperty(
      '0.startValue',
    );
  });

  it('is chosen of only in part', () => {
    expect(zoomOf(['a', 'b'], { startValue: 0, endValue: 1 })).toBeNull();
    expect(zoomOf(['a', 'b'], { startValue: 0, endValue: 0 })).toEqual({ first: 'a', last: 'a' });
    expect(zoomOf([], { startValue: 0, endValue: 0 })).toBeNull();
    expect(zoomOf(['a', 'b'], undefined)).toBeNull();
  });

  it('tells its lines apart without colours where patterns are on', () => {
    const many = Array.from({ length: 8 }, (_, index) => ({ code: `p${index}`, values: [index, 1] }));
    const data = { now: { points: ['a', 'b'], lines: many }, before: null, lines: 'province' as const };
    const strokes = (patterns: boolean) =>
      (
        trendOption(data, { ...LOOK, patterns }).series as { symbol: string; lineStyle: { type?: unknown } }[]
      ).map(({ symbol, lineStyle }) => `${symbol} ${JSON.stringify(lineStyle.type)}`);
    expect(new Set(strokes(true)).size).toBe(8);
    expect(new Set(strokes(false)).size).toBe(1);
    expect(trendOption(data, { ...LOOK, patterns: true }).legend).toMatchObject({ icon: 'inherit' });
  });

  it('gathers more lines than can be told apart, and loses no event', () => {
    const lines = Array.from({ length: 20 }, (_, index) => ({ code: `p${index}`, values: [index, 1] }));
    const series = trendSeries({ now: { points: ['a', 'b'], lines }, lines: 'province' }, LOOK);
    expect(series).toHaveLength(8);
    expect(series.at(-1)?.code).toBe(OTHER);
    const total = (at: number) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0);
    expect([total(0), total(1)]).toEqual([190, 20]);
  });
});

describe('a breakdown', () => {
  const statistics: readonly Statistic[] = [
    { gender: 'Female', action_type: 'Click', count: 5 },
    { gender: 'Male', action_type: 'Click', count: 3 },
    { gender: 'Male', action_type: 'Buy', count: 1 },
  ];

  it('stacks columns on rows', () => {
    const { names, series } = stacksOf(breakdownOf('gender', 'action', statistics), 'en');
    expect(names).toEqual(['Female', 'Male']);
    expect(series.map(({ name, values }) => [name, values])).toEqual([
      ['Click', [5, 3]],
      ['Buy', [0, 1]],
    ]);
  });

  it('runs along time', () => {
    const byDay = statistics.map((statistic, index) => ({ ...statistic, day: `2026-08-2${9 - index}` }));
    const { names, series } = stacksOf(breakdownOf('gender', 'day', byDay), 'en');
    expect(names).toEqual(['2026-08-27', '2026-08-28', '2026-08-29']);
    expect(series.map(({ name, values }) => [name, values])).toEqual([
      ['Female', [0, 0, 5]],
      ['Male', [1, 3, 0]],
    ]);
  });

  it('is a table with totals', () => {
    const { rows } = breakdownTable(breakdownOf('gender', 'action', statistics), 'en');
    expect(rows).toEqual([
      ['Female', 5, 0, 5],
      ['Male', 3, 1, 4],
      ['Total', 8, 1, 9],
    ]);
  });

  it('lies down where its names have no room', () => {
    const breakdown = breakdownOf('gender', 'action', statistics);
    expect(breakdownOption(breakdown, LOOK, WIDE).xAxis).toMatchObject({ type: 'category' });
    expect(breakdownOption(breakdown, LOOK, { width: 100, height: 320 }).xAxis).toMatchObject({
      type: 'value',
    });
  });
});

it('every option describes itself to screen readers', () => {
  const stage = { code: '0', count: 5, conversion: 100, step: 100 };
  for (const option of [
    trendOption({ now: { points: [], lines: [] }, before: null, lines: null }, LOOK),
    breakdownOption(breakdownOf('age', 'day', []), LOOK, WIDE),
    funnelOption([stage], LOOK),
    hotOption([{ id: 'i1', count: 2 }], LOOK),
  ]) {
    expect(option.aria).toMatchObject({ enabled: true });
    expect(option.animation).toBe(false);
  }
});
