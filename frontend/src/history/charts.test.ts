import { describe, expect, it } from 'vitest';
import type { EChartsOption } from '../charts/echarts';
import type { Look } from '../charts/look';
import { growth, OTHER } from '../charts/row';
import { breakdownTable } from './breakdown-table';
import {
  breakdownOption,
  funnelOption,
  hotOption,
  rankOption,
  stacksOf,
  trendOption,
  trendSeries,
  zoomOf,
} from './charts';
import {
  breakdownOf,
  codeOf,
  countsOf,
  trendOf,
  type Breakdown,
  type ComparedBreakdown,
  type Statistic,
} from './numbers';
import { trendDataOf } from './periods';

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

function compared(now: Breakdown, before: Breakdown | null = null): ComparedBreakdown {
  return { ...now, before: before?.counts ?? null };
}

function lines(option: EChartsOption): unknown {
  return (option.series as { name: string; data: unknown }[]).map(({ name, data }) => [name, data]);
}

/** The values that are marked as those of the period before, with the places of their bars. */
function marks(option: EChartsOption): unknown {
  return (option.series as { type: string; data: unknown }[]).find(({ type }) => type === 'custom')?.data;
}

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

  it('has the period before as a second line, each point beside the one as far into its period', () => {
    const days = { span: { from: '2026-08-27T00:00', to: '2026-08-29T23:59' }, now: '2026-09-01T00:00' };
    const trend = (point: string, value: number) => ({
      points: [point],
      lines: [{ code: null, values: [value] }],
    });
    // Neither period has events on its first day: the first points of the answers do not belong together.
    const data = trendDataOf(trend('2026-08-29', 7), trend('2026-08-25', 4), null, days, 'day');
    expect(lines(trendOption(data, LOOK))).toEqual([
      ['Events', [0, 0, 7]],
      ['Period before', [0, 4, 0]],
    ]);
  });

  it('of many lines has their total beside that of the period before', () => {
    const split = {
      points: ['a', 'b'],
      lines: [
        { code: '0', values: [5, 6] },
        { code: '2', values: [1, 0] },
      ],
    };
    expect(lines(trendOption({ now: split, before: [3, null], lines: 'action' }, LOOK))).toEqual([
      ['Click', [5, 6]],
      ['Buy', [1, 0]],
      ['Total', [6, 6]],
      ['Period before', [3, null]],
    ]);
    expect(lines(trendOption({ now: split, before: null, lines: 'action' }, LOOK))).toHaveLength(2);
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
    const { names, series } = stacksOf(compared(breakdownOf('gender', 'action', statistics)), 'en');
    expect(names).toEqual(['Female', 'Male']);
    expect(series.map(({ name, values }) => [name, values])).toEqual([
      ['Click', [5, 3]],
      ['Buy', [0, 1]],
    ]);
  });

  it('runs along time', () => {
    const byDay = statistics.map((statistic, index) => ({ ...statistic, day: `2026-08-2${9 - index}` }));
    const { names, series } = stacksOf(compared(breakdownOf('gender', 'day', byDay)), 'en');
    expect(names).toEqual(['2026-08-27', '2026-08-28', '2026-08-29']);
    expect(series.map(({ name, values }) => [name, values])).toEqual([
      ['Female', [0, 0, 5]],
      ['Male', [1, 3, 0]],
    ]);
  });

  it('loses no province, also not those that share a row or a column', () => {
    const far = Array.from({ length: 13 }, (_, index) => ({ province: `Far ${index}`, count: 20 - index }));
    const withGender = far.map((each) => ({ ...each, gender: 'Male' }));
    const total = 182;
    const drawn = (breakdown: ComparedBreakdown) =>
      stacksOf(breakdown, 'en').series.reduce(
        (all, { values }) => all + values.reduce((of, value) => of + value, 0),
        0,
      );
    const byGender = compared(breakdownOf('province', 'gender', withGender));
    expect(stacksOf(byGender, 'en').names.at(0)).toBe('Other (3)');
    expect(stacksOf(byGender, 'en').series.at(0)?.values.at(0)).toBe(27);
    expect(drawn(byGender)).toBe(total);
    expect(breakdownTable(byGender, 'en').rows.at(0)).toEqual(['Other (3)', 27, 27]);
    const byProvince = compared(breakdownOf('gender', 'province', withGender));
    expect(drawn(byProvince)).toBe(total);
    const { columns, rows } = breakdownTable(byProvince, 'en');
    const at = columns.findIndex(({ title }) => title === 'Other (3)');
    expect(rows.map((row) => row[at])).toEqual([27, 27]);
    const onADay = far.map((each) => ({ ...each, day: '2026-08-29' }));
    const byDay = compared(breakdownOf('province', 'day', onADay));
    expect(drawn(byDay)).toBe(total);
    expect(breakdownTable(byDay, 'en').rows.at(0)?.slice(1, 3)).toEqual([27, 20]);
  });

  it('is a table with totals', () => {
    const { rows } = breakdownTable(compared(breakdownOf('gender', 'action', statistics)), 'en');
    expect(rows).toEqual([
      ['Female', 5, 0, 5],
      ['Male', 3, 1, 4],
      ['Total', 8, 1, 9],
    ]);
  });

  it('has the totals of the period before beside its own, also of what is gone', () => {
    const before = breakdownOf('gender', 'action', [
      { gender: 'Female', action_type: 'Click', count: 4 },
      { gender: 'Unknown', action_type: 'Click', count: 2 },
    ]);
    const breakdown = compared(breakdownOf('gender', 'action', statistics), before);
    const { columns, rows } = breakdownTable(breakdown, 'en');
    expect(columns.map(({ title }) => title).slice(-3)).toEqual(['Total', 'Period before', '± %']);
    expect(rows).toEqual([
      ['Female', 5, 0, 5, 4, { text: '+25.0%', value: 25 }],
      ['Male', 3, 1, 4, 0, null],
      ['Unknown', 0, 0, 0, 2, { text: '-100.0%', value: -100 }],
      ['Total', 8, 1, 9, 6, { text: '+50.0%', value: 50 }],
    ]);
    expect(stacksOf(breakdown, 'en')).toMatchObject({
      names: ['Female', 'Male', 'Unknown'],
      before: [4, 0, 2],
    });
    expect(marks(breakdownOption(breakdown, LOOK, WIDE))).toEqual([
      [0, 4],
      [1, 0],
      [2, 2],
    ]);
  });

  it('along time has the period before at its times', () => {
    const on = (day: string, count: number) => ({ gender: 'Male', day, count });
    const breakdown = compared(
      breakdownOf('gender', 'day', [on('2026-08-29', 3)]),
      breakdownOf('gender', 'day', [on('2026-08-28', 1), on('2026-08-29', 2)]),
    );
    expect(breakdownTable(breakdown, 'en').rows).toEqual([
      ['2026-08-28', 0, 0, 1, { text: '-100.0%', value: -100 }],
      ['2026-08-29', 3, 3, 2, { text: '+50.0%', value: 50 }],
    ]);
    expect(stacksOf(breakdown, 'en').before).toEqual([1, 2]);
  });

  it('lies down where its names have no room', () => {
    const breakdown = compared(breakdownOf('gender', 'action', statistics));
    expect(breakdownOption(breakdown, LOOK, WIDE).xAxis).toMatchObject({ type: 'category' });
    expect(breakdownOption(breakdown, LOOK, { width: 100, height: 320 }).xAxis).toMatchObject({
      type: 'value',
    });
  });
});

describe('bars', () => {
  const stage = { code: '0', count: 5, conversion: 100, step: 100 };

  it('are marked where they were in the period before', () => {
    expect(marks(funnelOption([stage], [{ ...stage, count: 8 }], LOOK))).toEqual([[0, 8]]);
    const ages = rankOption('age', new Map([['2', 5]]), new Map([['3', 7]]), LOOK);
    expect(marks(ages)).toEqual([
      [0, 0],
      [1, 7],
    ]);
    const items = [
      { id: 'i1', count: 2, before: null },
      { id: 'i2', count: 1, before: 3 },
    ];
    expect(marks(hotOption(items, LOOK))).toEqual([[1, 3]]);
  });

  it('have no marks where nothing is compared', () => {
    expect(marks(funnelOption([stage], null, LOOK))).toBeUndefined();
    expect(marks(hotOption([{ id: 'i1', count: 2, before: null }], LOOK))).toBeUndefined();
  });
});

it('every option describes itself to screen readers', () => {
  const stage = { code: '0', count: 5, conversion: 100, step: 100 };
  for (const option of [
    trendOption({ now: { points: [], lines: [] }, before: null, lines: null }, LOOK),
    breakdownOption(compared(breakdownOf('age', 'day', [])), LOOK, WIDE),
    funnelOption([stage], null, LOOK),
    hotOption([{ id: 'i1', count: 2, before: null }], LOOK),
  ]) {
    expect(option.aria).toMatchObject({ enabled: true });
    expect(option.animation).toBe(false);
  }
});
