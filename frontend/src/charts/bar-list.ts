import type { EChartsOption } from './echarts';
import { formatCount, frameOf, tooltipOf, type Look } from './look';
import { isCompared, markersOf, marksOf } from './markers';
import type { Row } from './row';

/**
 * Rows of bars in the order given: names on the left, counts in full on the right edge, and a mark where each
 * was before if it is compared.
 *
 * @param beside what to write on the right instead
 */
export function barListOption(
  title: string,
  rows: readonly Row[],
  look: Look,
  beside: (row: Row) => string = ({ count }) => formatCount(count, look.language),
): EChartsOption {
  const { palette, fontSize, fontFamily, language } = look;
  const axis = {
    type: 'category',
    inverse: true,
    axisTick: { show: false },
    axisLine: { show: false },
  } as const;
  const compared = isCompared(rows);
  const thickness = fontSize * 1.1;
  const axisLabel = { interval: 0, fontFamily, fontSize: fontSize * 0.96, margin: fontSize * 0.8 };
  return {
    ...frameOf(look, title),
    grid: {
      left: 0,
      right: 0,
      top: 0,
      bottom: 0,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    tooltip: {
      ...tooltipOf(look),
      // A tooltip of the axis names both periods.
      trigger: compared ? 'axis' : 'item',
      axisPointer: { type: 'none' },
      valueFormatter: (value) => formatCount(Number(value), language),
    },
    xAxis: { type: 'value', show: false, min: 0, max: 'dataMax' },
    yAxis: [
      {
        ...axis,
        data: rows.map(({ label }) => label),
        axisLabel: { ...axisLabel, color: palette.muted },
      },
      {
        ...axis,
        data: rows.map(beside),
        axisLabel: { ...axisLabel, color: palette.ink },
      },
    ],
    series: [
      {
        type: 'bar',
        name: title,
        barCategoryGap: '46%',
        barMaxWidth: thickness,
        showBackground: true,
        backgroundStyle: { color: palette.line, opacity: 0.45, borderRadius: fontSize * 0.2 },
        itemStyle: { borderRadius: fontSize * 0.2 },
        label: { show: false },
        data: rows.map((row) => ({
          name: row.label,
          // For whoever listens to clicks.
          code: row.code,
          value: row.count,
          itemStyle: { color: row.unknown ? palette.unknown : palette.accent },
        })),
      },
      ...(compared ? [markersOf(marksOf(rows), look, { upright: false, thickness })] : []),
    ],
  };
}
