import { businessZone } from '../contract/zone';
import { formatShort, type Look } from './look';

/** Room for the axes of a chart within its canvas. */
export function gridOf(look: Look, bottom = 0) {
  return {
    left: 0,
    right: look.fontSize,
    top: look.fontSize * 0.8,
    bottom,
    outerBoundsMode: 'same',
    outerBoundsContain: 'axisLabel',
  } as const;
}

/** An axis of counts, with quiet lines across. */
export function countAxis({ palette, fontFamily, fontSize, language }: Look) {
  return {
    type: 'value',
    min: 0,
    minInterval: 1,
    splitNumber: 4,
    axisLabel: {
      color: palette.muted,
      fontFamily,
      fontSize: fontSize * 0.92,
      formatter: (value: number) => formatShort(value, language),
    },
    splitLine: { lineStyle: { color: palette.line, opacity: 0.6 } },
  } as const;
}

/** An axis of names, or of times as texts. */
export function nameAxis(names: readonly string[], { palette, fontFamily, fontSize }: Look) {
  return {
    type: 'category' as const,
    data: [...names],
    axisTick: { show: false },
    axisLine: { lineStyle: { color: palette.line } },
    axisLabel: { color: palette.muted, fontFamily, fontSize: fontSize * 0.92, hideOverlap: true },
  };
}

/** A legend in one line above the chart. */
export function legendAbove({ palette, fontFamily, fontSize }: Look) {
  return {
    type: 'plain',
    top: 0,
    left: 0,
    icon: 'roundRect',
    itemWidth: fontSize * 0.8,
    itemHeight: fontSize * 0.8,
    itemGap: fontSize,
    textStyle: { color: palette.muted, fontFamily, fontSize: fontSize * 0.96 },
  } as const;
}

const CLOCKS = new Map<string, Intl.DateTimeFormat>();

/** A moment in the business zone, to the minute (`08:05`) or the second, or with the date before it. */
export function clockText(millis: number, precision: 'minute' | 'second' | 'date'): string {
  const zone = businessZone();
  const key = `${precision} ${zone}`;
  let format = CLOCKS.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', {
      ...(precision === 'date' ? { year: 'numeric', month: '2-digit', day: '2-digit' } : {}),
      hour: '2-digit',
      minute: '2-digit',
      ...(precision === 'minute' ? {} : { second: '2-digit' }),
      hourCycle: 'h23',
      ...(zone === undefined ? {} : { timeZone: zone }),
    });
    CLOCKS.set(key, format);
  }
  return format.format(millis);
}

/** How the pointer of a time axis names the moment: ECharts knows no zone but the reader's. */
export const MOMENT_LABEL = {
  formatter: ({ value }: { readonly value: unknown }) => clockText(Number(value), 'date'),
} as const;
