import { clockText, MOMENT_LABEL } from '../axes';
import type { EChartsOption } from '../echarts';
import { formatCount, formatShort, frameOf, tooltipOf, type Look } from '../look';
import { TITLES } from '../titles';

/** Events per second over the last minutes as a line; times are those of the business zone. */
export function pulseOption(points: readonly (readonly [number, number])[], look: Look): EChartsOption {
  const { palette, fontSize, fontFamily, language } = look;
  return {
    ...frameOf(look, TITLES.pulse[language]),
    color: [palette.accent],
    grid: {
      left: 0,
      right: fontSize * 1.5,
      top: fontSize * 0.8,
      bottom: 0,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    tooltip: {
      ...tooltipOf(look),
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: palette.muted }, label: MOMENT_LABEL },
      valueFormatter: (value) => formatCount(Number(value), language),
    },
    xAxis: {
      type: 'time',
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: {
        color: palette.muted,
        fontFamily,
        fontSize: fontSize * 0.92,
        hideOverlap: true,
        formatter: (value: number) => clockText(value, 'minute'),
      },
      minInterval: 60_000,
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      minInterval: 1,
      splitNumber: 3,
      axisLabel: {
        color: palette.muted,
        fontFamily,
        fontSize: fontSize * 0.92,
        formatter: (value: number) => formatShort(value, language),
      },
      splitLine: { lineStyle: { color: palette.line, opacity: 0.6 } },
    },
    series: [
      {
        type: 'line',
        name: TITLES.pulse[language],
        showSymbol: false,
        lineStyle: { width: fontSize * 0.13 },
        areaStyle: { opacity: 0.16 },
        data: points.map(([second, events]) => [second * 1000, events]),
      },
    ],
  };
}
