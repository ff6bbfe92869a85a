import type { CustomSeriesOption } from 'echarts/charts';
import type { Look } from './look';
import type { Row } from './row';
import { COMPARED } from './titles';

/** Where the bars are that markers stand on, and how thick these are at most. */
export interface Bars {
  readonly upright: boolean;
  readonly thickness: number;
}

/** A thin line across each bar: where it ended in the period before. What is not known has none. */
export function markersOf(
  before: readonly (number | null)[],
  { palette, fontSize, language }: Look,
  { upright, thickness }: Bars,
): CustomSeriesOption {
  const width = Math.max(2, fontSize * 0.18);
  return {
    type: 'custom',
    name: COMPARED[language],
    silent: true,
    z: 3,
    itemStyle: { color: palette.ink },
    encode: upright ? { x: 0, y: 1, tooltip: 1 } : { x: 1, y: 0, tooltip: 1 },
    data: before.flatMap((count, index) => (count === null ? [] : [[index, count]])),
    renderItem: (_, api) => {
      const [index, count] = [api.value(0), api.value(1)];
      const [x = 0, y = 0] = api.coord(upright ? [index, count] : [count, index]);
      const size = api.size?.([1, 1]);
      const band = Array.isArray(size) ? (size[upright ? 0 : 1] ?? 0) : 0;
      // A little longer than the bar is thick, so that it is seen on the bar and beyond its end.
      const length = Math.min(band * 0.8, thickness * 1.5);
      return {
        type: 'rect',
        shape: upright
          ? { x: x - length / 2, y: y - width / 2, width: length, height: width }
          : { x: x - width / 2, y: y - length / 2, width, height: length },
        style: { fill: palette.ink },
      };
    },
  };
}

/** What to mark beside bars; where there was nothing and is nothing, there is nothing to compare. */
export function marksOf(rows: readonly Row[]): readonly (number | null)[] {
  return rows.map(({ count, before }) => (count === 0 && before === 0 ? null : (before ?? null)));
}

/** Whether there is anything to mark. */
export function isCompared(rows: readonly Row[]): boolean {
  return rows.some(({ before }) => before !== null && before !== undefined);
}
