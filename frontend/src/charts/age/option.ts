import { barListOption } from '../bar-list';
import type { EChartsOption } from '../echarts';
import { formatCount, formatShort, frameOf, tooltipOf, type Look, type Size } from '../look';
import { isCompared, markersOf, marksOf } from '../markers';
import type { Row } from '../row';
import { TITLES } from '../titles';

/** A column narrower than this, in font sizes, has no room for its name below it. */
const NARROWEST_COLUMN = 4;

/**
 * Ages in their natural order, unknown last and in the background: as columns, or as a list of bars where
 * the names would not fit under columns.
 */
export function ageOption(rows: readonly Row[], look: Look, size: Size): EChartsOption {
  const { palette, fontSize, fontFamily, language } = look;
  const title = TITLES.age[language];
  const column = size.width / Math.max(1, rows.length);
  if (column < NARROWEST_COLUMN * fontSize) {
    return barListOption(title, rows, look);
  }
  const compared = isCompared(rows);
  return {
    ...frameOf(look, title),
    grid: {
      left: 0,
      right: 0,
      top: fontSize * 2,
      bottom: 0,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    tooltip: {
      ...tooltipOf(look),
      trigger: compared ? 'axis' : 'item',
      axisPointer: { type: 'none' },
      valueFormatter: (value) => formatCount(Number(value), language),
    },
    xAxis: {
      type: 'category',
      data: rows.map(({ label }) => label),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: {
        interval: 0,
        color: palette.muted,
        fontFamily,
        // The longest word has to fit in a column.
        fontSize: Math.min(fontSize * 0.92, column / 5),
        margin: fontSize * 0.7,
        width: column,
        overflow: 'break',
      },
    },
    yAxis: { type: 'value', show: false, min: 0 },
    series: [
      {
        type: 'bar',
        name: title,
        barCategoryGap: '38%',
        label: {
          show: true,
          position: 'top',
          color: palette.ink,
          fontFamily,
          fontSize: fontSize * 0.92,
          formatter: ({ value }) => formatShort(Number(value), language),
        },
        itemStyle: { borderRadius: [fontSize * 0.25, fontSize * 0.25, 0, 0] },
        data: rows.map((row) => ({
          name: row.label,
          value: row.count,
          itemStyle: { color: row.unknown ? palette.unknown : palette.accent },
        })),
      },
      ...(compared ? [markersOf(marksOf(rows), look, { upright: true, thickness: column * 0.62 })] : []),
    ],
  };
}
