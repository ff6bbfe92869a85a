import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codesOf, type Language } from '../../contract/labels';
import type { EChartsOption } from '../echarts';
import type { Look, Size } from '../look';
import { OTHER, rowsOf } from '../row';
import { layoutOf, provinceMapOption, type Box } from './map';
import { STEP_COUNT, stepOf, stepsOf } from './steps';
import { COLUMNS, FREE, PLACES, ROWS } from './tiles';

const FONT = 13;
const LOOK: Look = {
  palette: {
    ink: 'ink',
    muted: 'muted',
    line: 'line',
    panel: 'panel',
    accent: 'accent',
    unknown: 'unknown',
    series: ['one'],
    steps: ['s1', 's2', 's3', 's4', 's5'],
  },
  language: 'zh',
  fontFamily: 'sans-serif',
  fontSize: FONT,
  patterns: false,
};
const ENGLISH: Look = { ...LOOK, language: 'en' };
const WALL = { width: 470, height: 880 };
const PHONE = { width: 324, height: 432 };
const TABLET = { width: 760, height: 480 };
const SIZES = [WALL, PHONE, TABLET, { width: 200, height: 120 }];
const UNKNOWN = '未知';

const rows = (counts: Record<string, number>, language: Language = 'zh') =>
  rowsOf('province', new Map(Object.entries(counts)), language);

interface Datum {
  readonly name: string;
  readonly value: readonly [number, number, number, number, number];
}

interface Child {
  readonly type: string;
  readonly style: { readonly text?: string; readonly fill?: string; readonly decal?: unknown };
}

function seriesOf(option: EChartsOption) {
  return [option.series ?? []].flat() as unknown as {
    readonly type: string;
    readonly data: readonly Datum[];
    renderItem?(at: { dataIndex: number }): { readonly children: readonly Child[] };
  }[];
}

function tilesOf(option: EChartsOption): readonly Datum[] {
  return seriesOf(option)[0]?.data ?? [];
}

/** What is drawn for a name: the colour of its tile and the words on it. */
function drawn(option: EChartsOption, name: string) {
  const index = tilesOf(option).findIndex((tile) => tile.name === name);
  const children = seriesOf(option)[0]?.renderItem?.({ dataIndex: index }).children ?? [];
  return {
    fill: children[0]?.style.fill,
    decal: children[0]?.style.decal,
    words: children.flatMap(({ style }) => style.text ?? []),
  };
}

const box = ({ value: [x, y, width, height] }: Datum): Box => ({ x, y, width, height });

function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

describe('the places', () => {
  it('are of every province of the contract and of nothing else', () => {
    expect([...PLACES.keys()].sort()).toEqual(
      codesOf('province')
        .filter((code) => code !== UNKNOWN)
        .toSorted(),
    );
    expect(PLACES.size).toBe(34);
  });

  it('are each within the grid, and no two of them the same', () => {
    const taken = new Set<string>();
    for (const { column, row } of PLACES.values()) {
      expect(column).toBeGreaterThanOrEqual(0);
      expect(column).toBeLessThan(COLUMNS);
      expect(row).toBeGreaterThanOrEqual(0);
      expect(row).toBeLessThan(ROWS);
      expect(column < FREE.columns && row < FREE.rows).toBe(false);
      taken.add(`${column} ${row}`);
    }
    expect(taken.size).toBe(PLACES.size);
  });

  it('have short names that tell them apart in both languages', () => {
    for (const language of ['zh', 'en'] as const) {
      const names = [...PLACES.values()].map(({ short }) => short[language]);
      expect(new Set(names).size).toBe(PLACES.size);
    }
  });

  it.each([
    ['黑龙江', 'north of', '辽宁'],
    ['海南', 'south of', '广西'],
    ['新疆', 'west of', '内蒙古'],
    ['上海', 'east of', '安徽'],
    ['台湾', 'east of', '福建'],
    ['西藏', 'west of', '四川'],
    ['香港', 'east of', '澳门'],
    ['北京', 'north of', '河北'],
  ])('put %s %s %s', (one, side, other) => {
    const a = PLACES.get(one);
    const b = PLACES.get(other);
    const east = (a?.column ?? 0) - (b?.column ?? 0);
    const south = (a?.row ?? 0) - (b?.row ?? 0);
    const towards = { 'north of': -south, 'south of': south, 'west of': -east, 'east of': east };
    expect(towards[side as keyof typeof towards]).toBeGreaterThan(0);
  });
});

describe('the province map', () => {
  const foreign = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`x${index}`, 2]));
  const some = { 广东: 1_234_567, 北京: 12, 未知: 99, 火星: 3 };

  it.each(SIZES)('has every row as one tile within $width × $height, none over another', (size: Size) => {
    for (const counts of [{}, some, foreign]) {
      const all = rows(counts);
      const tiles = tilesOf(provinceMapOption(all, LOOK, size));
      expect(tiles.map(({ name }) => name).toSorted()).toEqual(all.map(({ label }) => label).toSorted());
      expect(tiles.reduce((sum, { value }) => sum + value[4], 0)).toBe(
        Object.values(counts).reduce((sum, count) => sum + count, 0),
      );
      const { legend, list } = layoutOf(all, size, FONT);
      const boxes = [...tiles.map(box), legend, ...(list === null ? [] : [list])];
      for (const [index, one] of boxes.entries()) {
        expect(one.x).toBeGreaterThanOrEqual(0);
        expect(one.y).toBeGreaterThanOrEqual(0);
        expect(one.x + one.width).toBeLessThanOrEqual(size.width + 1e-6);
        expect(one.y + one.height).toBeLessThanOrEqual(size.height + 1e-6);
        expect(boxes.slice(index + 1).some((other) => overlap(one, other))).toBe(false);
      }
    }
  });

  it('shows what is on no map below it, with name and count', () => {
    const option = provinceMapOption(rows({ ...foreign, ...some }), LOOK, WALL);
    const lowest = Math.max(...[...PLACES.keys()].map((code) => bottomOf(option, code)));
    for (const name of ['未知', '火星', 'x0']) {
      expect(tilesOf(option).find((tile) => tile.name === name)?.value[1]).toBeGreaterThan(lowest);
    }
    expect(drawn(option, '未知').words).toEqual(['未知  99']);
    expect(drawn(option, '火星').words).toEqual(['火星  3']);
    expect(tilesOf(option).some(({ name }) => name.startsWith('其他'))).toBe(true);
    expect(rows(foreign).some(({ code }) => code === OTHER)).toBe(true);
  });

  it('is coloured by count, nothing in no colour, and the unknown outside of it', () => {
    const option = provinceMapOption(rows({ ...some, 未知: 9e9 }), LOOK, WALL);
    expect(drawn(option, '广东')).toMatchObject({ fill: 's5', words: ['广东', '123.5万'] });
    expect(drawn(option, '北京').fill).toBe('s1');
    expect(drawn(option, '天津').fill).toBe('panel');
    expect(drawn(option, '未知').fill).toBe('panel');
  });

  it('has every province at zero without events', () => {
    const option = provinceMapOption(rows({}), LOOK, WALL);
    expect(drawn(option, '北京')).toMatchObject({ fill: 'panel', words: ['北京', '0'] });
    expect(seriesOf(option)[1]?.data).toHaveLength(1);
    expect(option.aria).toMatchObject({
      label: { description: expect.stringContaining('还没有事件') as string },
    });
  });

  it('names provinces by two letters in English, and by one character where tiles are small', () => {
    expect(drawn(provinceMapOption(rows(some, 'en'), ENGLISH, WALL), 'Beijing').words[0]).toBe('BJ');
    expect(drawn(provinceMapOption(rows(some), LOOK, WALL), '内蒙古').words[0]).toBe('内蒙古');
    const small = provinceMapOption(rows(some), LOOK, { width: 200, height: 240 });
    expect(drawn(small, '内蒙古').words).toEqual(['蒙']);
  });

  it('tells what its colours mean', () => {
    const legend = seriesOf(provinceMapOption(rows({ 广东: 78_000 }, 'en'), ENGLISH, WALL))[1];
    const words = (legend?.data ?? []).map((_, index) =>
      legend?.renderItem?.({ dataIndex: index }).children.flatMap(({ style }) => style.text ?? []),
    );
    expect(words.flat()).toEqual(['0', '≥1', '≥5,000', '≥10K', '≥20K', '≥50K']);
  });

  it('ranks the largest below it on a wall and beside it on a tablet, and has no room for it on a phone', () => {
    const all = rows(some);
    expect(layoutOf(all, WALL, FONT).list?.y).toBeGreaterThan(400);
    expect(layoutOf(all, TABLET, FONT).list?.x).toBeGreaterThan(300);
    expect(layoutOf(all, PHONE, FONT).list).toBeNull();
    const types = (size: Size) => seriesOf(provinceMapOption(all, LOOK, size)).map(({ type }) => type);
    expect(types(WALL)).toEqual(['custom', 'custom', 'bar']);
    expect(types(PHONE)).toEqual(['custom', 'custom']);
  });

  it('describes itself to screen readers in their language', () => {
    const told = (look: Look) =>
      (
        provinceMapOption(rows(some, look.language), look, PHONE).aria as {
          label: { description: string };
        }
      ).label.description;
    expect(told(LOOK)).toBe(
      '省份分布，34 个省级地区的方格地图。最多：广东 1,234,567，北京 12。地图之外：未知 99，火星 3。',
    );
    expect(told(ENGLISH)).toBe(
      'Provinces as a map of 34 tiles. Most: Guangdong 1,234,567, Beijing 12. Not on the map: Unknown 99, 火星 3.',
    );
  });

  it('has a pattern for each step on demand', () => {
    const counts = { 广东: 1_000, 浙江: 300, 江苏: 1 };
    const option = provinceMapOption(rows(counts), { ...LOOK, patterns: true }, WALL);
    const patterns = ['广东', '浙江', '江苏', '北京'].map((name) =>
      JSON.stringify(drawn(option, name).decal),
    );
    expect(new Set(patterns).size).toBe(3);
    expect(drawn(provinceMapOption(rows(counts), LOOK, WALL), '广东').decal).toBeUndefined();
  });

  it('moves only with its data', () => {
    expect(provinceMapOption(rows(some), LOOK, WALL).animation).toBe(false);
  });

  function bottomOf(option: EChartsOption, code: string): number {
    const tile = tilesOf(option).find(({ name }) => name === code);
    return tile === undefined ? Number.NaN : tile.value[1];
  }
});

describe('the steps of colour', () => {
  it('begin at round counts and end at the largest', () => {
    expect(stepsOf(0)).toEqual([]);
    expect(stepsOf(1)).toEqual([1]);
    expect(stepsOf(3)).toEqual([1, 2]);
    expect(stepsOf(1_000)).toEqual([1, 100, 200, 500, 1_000]);
    expect(stepsOf(78_000)).toEqual([1, 5_000, 10_000, 20_000, 50_000]);
    for (let power = 0; power < 15; power += 1) {
      expect(stepsOf(10 ** power).at(-1)).toBe(10 ** power);
      expect(stepsOf(10 ** power).length).toBeLessThanOrEqual(STEP_COUNT);
    }
  });

  it('give more events no fainter colour, and the most the strongest', () => {
    for (const largest of [1, 7, 1_000, 987_654]) {
      const steps = stepsOf(largest);
      const taken = Array.from({ length: 200 }, (_, index) =>
        stepOf(Math.floor((largest * index) / 199), steps),
      );
      expect(taken).toEqual(taken.toSorted((one, other) => one - other));
      expect(taken[0]).toBe(-1);
      expect(taken.at(-1)).toBe(STEP_COUNT - 1);
    }
  });
});

describe('the colours of the steps', () => {
  const style = readFileSync(new URL('../../page/page.css', import.meta.url), 'utf8');
  const colour = (name: string) =>
    new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(style)?.slice(1) ?? [];
  const luminance = (hex = '') => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one?: string, other?: string) => {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };

  // Lightness that rises or falls all the way is what every colour vision tells apart.
  it.each([
    ['light', 0],
    ['dark', 1],
  ])('differ in lightness and carry words in the %s theme', (_, theme) => {
    const [panel, ink] = [colour('panel')[theme], colour('ink')[theme]];
    const steps = [1, 2, 3, 4, 5].map((step) => colour(`step-${step}`)[theme]);
    steps.forEach((step, index) => {
      expect(contrast(step, index === 0 ? panel : steps[index - 1])).toBeGreaterThan(1.2);
      expect(contrast(step, panel)).toBeGreaterThan(index === 0 ? 1 : contrast(steps[index - 1], panel));
      expect(contrast(step, index < 3 ? ink : panel)).toBeGreaterThan(4.5);
    });
  });
});
