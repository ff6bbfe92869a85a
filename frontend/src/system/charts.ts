import { clockText, countAxis, gridOf, MOMENT_LABEL } from '../charts/axes';
import type { EChartsOption } from '../charts/echarts';
import { formatCount, frameOf, tooltipOf, type Look } from '../charts/look';

/** Something measured: epoch milliseconds and a value; `null` where nothing was. */
export type Sample = readonly [time: number, value: number | null];

export interface Measure {
  readonly title: string;
  readonly samples: readonly Sample[];
  /** Where the axis ends; `null`: where the values do. */
  readonly max: number | null;
  format(value: number): string;
}

const SHORTEST_MILLIS = 60_000;

/** One measure over time. */
export function measureOption(measure: Measure, look: Look): EChartsOption {
  const { palette, fontSize, fontFamily } = look;
  const axis = countAxis(look);
  const first = measure.samples[0]?.[0];
  const last = measure.samples.at(-1)?.[0];
  // A lone sample would otherwise be drawn in the middle of two days.
  const isShort = first !== undefined && last !== undefined && last - first < SHORTEST_MILLIS;
  return {
    ...frameOf(look, measure.title),
    color: [palette.accent],
    grid: gridOf(look),
    tooltip: {
      ...tooltipOf(look),
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: palette.muted }, label: MOMENT_LABEL },
      valueFormatter: (value) => (typeof value === 'number' ? measure.format(value) : '–'),
    },
    xAxis: {
      type: 'time',
      ...(isShort ? { min: last - SHORTEST_MILLIS, max: last } : {}),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: {
        color: palette.muted,
        fontFamily,
        fontSize: fontSize * 0.92,
        hideOverlap: true,
        formatter: (value: number) => clockText(value, isShort || value % 60_000 !== 0 ? 'second' : 'minute'),
      },
      splitLine: { show: false },
    },
    yAxis: {
      ...axis,
      splitNumber: 3,
      ...(measure.max === null ? {} : { max: measure.max, interval: measure.max / 4 }),
      axisLabel: { ...axis.axisLabel, formatter: (value: number) => measure.format(value) },
    },
    series: [
      {
        type: 'line',
        name: measure.title,
        showSymbol: measure.samples.length === 1,
        lineStyle: { width: fontSize * 0.13 },
        areaStyle: { opacity: 0.14 },
        data: measure.samples.map(([time, value]) => [time, value]),
      },
    ],
  };
}

export function percentText(value: number): string {
  return `${value >= 99.95 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1)}%`;
}

export function countText(look: Pick<Look, 'language'>): (value: number) => string {
  return (value) => formatCount(value, look.language);
}
