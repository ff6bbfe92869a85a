import { describe, expect, it } from 'vitest';
import { codesOf, type Dimension } from '../contract/labels';
import { actionOption } from './action/option';
import { ageOption } from './age/option';
import type { EChartsOption } from './echarts';
import { genderOption } from './gender/option';
import { formatShort, type Look } from './look';
import { provinceOption } from './province/option';
import { pulseOption } from './pulse/option';
import { comparedRows, OTHER, percent, rowsOf } from './row';

const WIDE = { width: 640, height: 320 };
const NARROW = { width: 300, height: 320 };
const LOOK: Look = {
  palette: {
    ink: 'ink',
    muted: 'muted',
    line: 'line',
    panel: 'panel',
    accent: 'accent',
    unknown: 'unknown',
    series: ['one', 'two', 'three', 'four'],
    steps: ['s1', 's2', 's3', 's4', 's5'],
  },
  language: 'zh',
  fontFamily: 'sans-serif',
  fontSize: 13,
  patterns: false,
};

function rows(dimension: Dimension, counts: Record<string, number>, language: 'zh' | 'en' = 'zh') {
  return rowsOf(dimension, new Map(Object.entries(counts)), language);
}

/** The values that an option draws, by their names. */
function drawn(option: EChartsOption): Record<string, unknown> {
  const [series] = [option.series ?? []].flat();
  const data = (series?.data ?? []) as { name: string; value: unknown }[];
  return Object.fromEntries(data.map(({ name, value }) => [name, value]));
}

function titleOf(option: EChartsOption): unknown {
  return [option.title ?? []].flat()[0]?.text;
}

describe('rows', () => {
  it('hold every value of the contract, counted or not', () => {
    for (const dimension of ['action', 'age', 'gender', 'province'] as const) {
      const codes = rows(dimension, {}).map(({ code }) => code);
      expect(codes.toSorted()).toEqual([...codesOf(dimension)].sort());
    }
  });

  it('put the unknown age last, whatever its count', () => {
    expect(rows('age', { '0': 99 }).map(({ code }) => code)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '0',
    ]);
  });

  it('rank all 34 provinces and 未知 by count, and keep the order of the contract for equal counts', () => {
    const ranked = rows('province', { 广东: 5, 未知: 9 }).map(({ code }) => code);
    expect(ranked).toHaveLength(35);
    expect(ranked.slice(0, 4)).toEqual(['未知', '广东', '北京', '天津']);
  });

  it('show a province that the contract does not know under its own name', () => {
    expect(rows('province', { 火星: 3 }, 'en')[0]).toEqual({
      code: '火星',
      label: '火星',
      count: 3,
      unknown: false,
    });
  });

  it('gather a flood of foreign names, and lose no event of it', () => {
    const flood = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`x${index}`, 2]));
    const ranked = rows('province', flood);
    expect(ranked).toHaveLength(35 + 10 + 1);
    expect(ranked.find(({ code }) => code === OTHER)?.count).toBe(490 * 2);
  });
});

describe('the action ring', () => {
  const option = actionOption(rows('action', { '0': 8750, '2': 672, '3': 577 }), LOOK, WIDE);

  it('is titled as ever and draws every action', () => {
    expect(titleOf(option)).toBe('用户行为分布');
    expect(drawn(option)).toEqual({ 点击: 8750, 加入购物车: 0, 购买: 672, 关注商品: 577 });
  });

  it('has the share of purchases in its middle', () => {
    expect([option.title ?? []].flat()[1]).toMatchObject({ text: '6.7%', subtext: '购买' });
  });

  it('stays a ring where there is little room', () => {
    const [series] = [actionOption([], LOOK, { width: 10, height: 10 }).series ?? []].flat();
    const [inner, outer] = (series as { radius: number[] }).radius;
    expect(inner).toBeGreaterThan(0);
    expect(outer).toBeGreaterThan(inner ?? 0);
  });
});

describe('the age columns', () => {
  it('become a list where their names have no room', () => {
    const ages = rows('age', { '1': 10, '2': 9976, '0': 13 });
    const wide = ageOption(ages, LOOK, WIDE);
    const narrow = ageOption(ages, LOOK, NARROW);
    expect(wide.xAxis).toMatchObject({ type: 'category' });
    expect(narrow.xAxis).toMatchObject({ type: 'value' });
    expect(drawn(narrow)).toEqual(drawn(wide));
    expect(drawn(wide)).toMatchObject({ '年龄<18': 10, '18-24岁': 9976, 未知: 13 });
    expect(titleOf(wide)).toBe('年龄分布');
  });
});

describe('the gender ring', () => {
  it('draws unknown in the background and names the largest known gender', () => {
    const option = genderOption(rows('gender', { '0': 30, '1': 50, '2': 120 }), LOOK, WIDE);
    expect(titleOf(option)).toBe('性别分布');
    expect(option.color).toEqual(['three', 'one', 'unknown']);
    expect([option.title ?? []].flat()[1]).toMatchObject({ text: '25.0%', subtext: '男性' });
  });
});

describe('the province bars', () => {
  it('have the largest on top and the counts in full beside them', () => {
    const option = provinceOption(rows('province', { 广东: 1_234_567, 北京: 12 }, 'en'), {
      ...LOOK,
      language: 'en',
    });
    const [names, counts] = [option.yAxis ?? []].flat() as { inverse: boolean; data: string[] }[];
    expect(names?.inverse).toBe(true);
    expect(names?.data.slice(0, 3)).toEqual(['Guangdong', 'Beijing', 'Tianjin']);
    expect(counts?.data.slice(0, 3)).toEqual(['1,234,567', '12', '0']);
    expect(titleOf(option)).toBe('Provinces');
  });
});

describe('the pulse', () => {
  it('is drawn over time in milliseconds', () => {
    const [series] = [pulseOption([[1_764_000_000, 123]], LOOK).series ?? []].flat();
    expect(series?.data).toEqual([[1_764_000_000_000, 123]]);
  });
});

describe('what is compared', () => {
  const ages = comparedRows(
    'age',
    new Map([['1', 10]]),
    new Map([
      ['1', 8],
      ['2', 4],
    ]),
    'en',
  );
  const types = (option: EChartsOption) => [option.series ?? []].flat().map(({ type }) => type);

  it('is marked on bars and columns', () => {
    for (const size of [WIDE, NARROW]) {
      expect(types(ageOption(ages, LOOK, size))).toEqual(['bar', 'custom']);
      expect(types(ageOption(rows('age', { '1': 10 }), LOOK, size))).toEqual(['bar']);
    }
  });

  it('is marked only where there was or is something', () => {
    const [, marks] = [
      provinceOption(
        comparedRows(
          'province',
          new Map([
            ['北京', 5],
            ['上海', 2],
          ]),
          new Map([
            ['北京', 6],
            ['广东', 1],
          ]),
          'zh',
        ),
        LOOK,
      ).series ?? [],
    ].flat();
    expect(marks?.data).toEqual([
      [0, 6],
      [1, 0],
      [expect.any(Number), 1],
    ]);
  });

  it('has its growth in the legend of a ring', () => {
    const legend = (option: EChartsOption) =>
      (option.legend as { formatter: (label: string) => string }).formatter('Female');
    const genders = comparedRows('gender', new Map([['0', 30]]), new Map([['0', 20]]), 'en');
    expect(legend(genderOption(genders, LOOK, WIDE))).toContain('+50.0%');
    expect(legend(genderOption(rows('gender', { '0': 30 }, 'en'), LOOK, WIDE))).not.toContain('+');
  });

  it('can be told from what is not also without its functions', () => {
    const now = new Map([['0', 30]]);
    const before = (count: number) => comparedRows('gender', now, new Map([['0', count]]), 'en');
    const options = [rowsOf('gender', now, 'en'), before(20), before(10)].map((each) =>
      JSON.stringify(genderOption(each, LOOK, WIDE)),
    );
    expect(new Set(options).size).toBe(3);
  });
});

describe('every option', () => {
  const options = (look: Look) => [
    actionOption(rows('action', {}), look, WIDE),
    ageOption(rows('age', {}), look, WIDE),
    genderOption(rows('gender', {}), look, WIDE),
    provinceOption(rows('province', {}), look),
    pulseOption([], look),
  ];

  it('describes itself to screen readers, and has patterns on demand', () => {
    for (const option of options(LOOK)) {
      expect(option.aria).toEqual({ enabled: true, decal: { show: false } });
    }
    for (const option of options({ ...LOOK, patterns: true })) {
      expect(option.aria).toMatchObject({ decal: { show: true } });
    }
  });

  it('moves only with its data', () => {
    for (const option of options(LOOK)) {
      expect(option.animation).toBe(false);
    }
  });
});

it('shares are of the whole, and of nothing none', () => {
  expect(percent(1, 3)).toBe('33.3%');
  expect(percent(0, 0)).toBe('0.0%');
});

it('counts are shortened as the language does', () => {
  expect(formatShort(9_999, 'zh')).toBe('9,999');
  expect(formatShort(123_456, 'zh')).toBe('12.3万');
  expect(formatShort(123_456, 'en')).toBe('123.5K');
});
