import { countAxis, gridOf, legendAbove, nameAxis } from '../charts/axes';
import { barListOption } from '../charts/bar-list';
import type { EChartsOption } from '../charts/echarts';
import { formatCount, formatShort, frameOf, tooltipOf, type Look, type Size } from '../charts/look';
import { markersOf } from '../charts/markers';
import { comparedRows, OTHER, rowsOf, type Row } from '../charts/row';
import { labelOf, type Dimension } from '../contract/labels';
import { cellsOf, columnSums, isTime, rowSums, sum, type ComparedBreakdown, type Counts } from './numbers';
import type { TrendData } from './periods';
import { historyText } from './text';

/** More lines or colours than this cannot be told apart: the rest is gathered. */
const MOST_SERIES = 8;

/** One line or stack of a chart. */
export interface Series {
  readonly code: string;
  readonly name: string;
  readonly values: readonly number[];
  /** "Unknown" is a value like the others, but drawn in the background. */
  readonly unknown?: boolean;
}

/** The part of the trend that the reader chose with its slider: from one point to another. */
export interface Zoom {
  readonly first: string;
  readonly last: string;
}

/**
 * Events over time: one filled line, or a line for each value; the period before is dashed behind. Where lines
 * are of values, it is compared with their total.
 *
 * @param zoom what was chosen, which a chart that is painted anew has to show again
 */
export function trendOption(data: TrendData, look: Look, zoom: Zoom | null = null): EChartsOption {
  const { palette, fontSize, fontFamily, language } = look;
  const text = historyText(language);
  const series = trendSeries(data, look);
  const alone = series.length === 1;
  const { points } = data.now;
  const { before } = data;
  const total = before === null || alone ? null : totalsOf(data.now);
  const names = [
    ...series.map(({ name }) => name),
    ...(total === null ? [] : [text.total]),
    ...(before === null ? [] : [text.before]),
  ];
  const zoomed = zoom === null ? {} : partOf(points, zoom);
  const symbolsFit = points.length < 40;
  const withLegend = names.length > 1;
  // There is nothing to zoom into.
  const canZoom = points.length > 2;
  return {
    ...frameOf(look, text.tiles.trend),
    color: colorsOf(series, look),
    grid: {
      ...gridOf(look, canZoom ? fontSize * 4 : 0),
      top: fontSize * (withLegend ? 2.6 : 0.8),
      left: fontSize * 0.5,
    },
    tooltip: {
      ...tooltipOf(look),
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: palette.muted } },
      valueFormatter: (value) =>
        value === null || value === undefined ? '–' : formatCount(Number(value), language),
    },
    legend: { ...legendAbove(look), ...lineIcons(look), show: withLegend, data: names },
    xAxis: { ...nameAxis(points.map(shortTime), look), boundaryGap: points.length === 1 },
    yAxis: countAxis(look),
    dataZoom: [
      {
        type: 'slider',
        ...zoomed,
        show: canZoom,
        height: fontSize * 1.8,
        bottom: fontSize * 0.4,
        left: fontSize * 0.5,
        right: fontSize,
        borderColor: palette.line,
        fillerColor: 'transparent',
        backgroundColor: 'transparent',
        dataBackground: {
          lineStyle: { color: palette.muted, opacity: 0.5 },
          areaStyle: { color: palette.muted, opacity: 0.15 },
        },
        selectedDataBackground: {
          lineStyle: { color: palette.accent },
          areaStyle: { color: palette.accent, opacity: 0.2 },
        },
        handleStyle: { color: palette.panel, borderColor: palette.accent },
        moveHandleStyle: { color: palette.accent, opacity: 0.4 },
        emphasis: { handleStyle: { borderColor: palette.ink }, moveHandleStyle: { color: palette.accent } },
        textStyle: { color: palette.muted, fontFamily, fontSize: fontSize * 0.85 },
      },
      // The wheel belongs to the page; with the control key it zooms.
      {
        type: 'inside',
        ...zoomed,
        zoomOnMouseWheel: 'ctrl',
        moveOnMouseMove: 'shift',
        moveOnMouseWheel: false,
      },
    ],
    series: [
      ...series.map(({ name, values }, index) => ({
        type: 'line' as const,
        name,
        showSymbol: symbolsFit,
        symbolSize: fontSize * (look.patterns && !alone ? 0.6 : 0.45),
        ...strokeOf(index, look),
        ...(alone ? { areaStyle: { opacity: 0.14 } } : {}),
        data: [...values],
      })),
      ...(total === null ? [] : [behind(text.total, total, 'solid', look.palette.ink, look)]),
      ...(before === null ? [] : [behind(text.before, before, 'dashed', look.palette.muted, look)]),
    ],
  };
}

/** What the reader chose of a trend, or `null` if it is all of it. */
export function zoomOf(
  points: readonly string[],
  chosen: { readonly startValue: number; readonly endValue: number } | undefined,
): Zoom | null {
  const first = points[chosen?.startValue ?? -1];
  const last = points[chosen?.endValue ?? -1];
  const isWhole = chosen === undefined || chosen.endValue - chosen.startValue + 1 >= points.length;
  return isWhole || first === undefined || last === undefined ? null : { first, last };
}

function partOf(points: readonly string[], { first, last }: Zoom) {
  const [startValue, endValue] = [points.indexOf(first), points.indexOf(last)];
  return startValue < 0 || endValue < 0 ? {} : { startValue, endValue };
}

const DASHES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3]] as const;
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'] as const;

/** With patterns on, lines are told apart without their colours. */
function strokeOf(index: number, { patterns, fontSize }: Look) {
  const width = fontSize * 0.15;
  if (!patterns) {
    return { symbol: 'circle', lineStyle: { width } };
  }
  const round = Math.floor(index / DASHES.length);
  const dash = DASHES[index % DASHES.length] ?? 'solid';
  return {
    // After all dashes the symbols move on by one, so that no two lines have both in common.
    symbol: SYMBOLS[(index + round) % SYMBOLS.length] ?? 'circle',
    lineStyle: { width, type: typeof dash === 'string' ? dash : [...dash] },
  };
}

/** With patterns on, a legend shows the dashes and symbols of its lines. */
function lineIcons({ patterns, fontSize }: Look) {
  return patterns ? { icon: 'inherit', itemWidth: fontSize * 2.6 } : {};
}

function behind(
  name: string,
  values: readonly (number | null)[],
  type: 'solid' | 'dashed',
  color: string,
  { fontSize }: Look,
) {
  return {
    type: 'line' as const,
    name,
    showSymbol: false,
    lineStyle: { width: fontSize * 0.12, type, color },
    itemStyle: { color },
    data: [...values],
  };
}

/** All events at each point. */
export function totalsOf({ points, lines }: TrendData['now']): readonly number[] {
  return points.map((_, index) => lines.reduce((total, { values }) => total + (values[index] ?? 0), 0));
}

/** The lines of a trend, the largest first if they are many. */
export function trendSeries(
  { now, lines }: Pick<TrendData, 'now' | 'lines'>,
  look: Pick<Look, 'language'>,
): readonly Series[] {
  const { language } = look;
  const text = historyText(language);
  if (lines === null) {
    return now.lines.map(({ values }) => ({ code: '', name: text.events, values }));
  }
  return gathered(
    now.lines.map(({ code, values }) => ({
      code: code ?? '',
      name: labelOf(lines, code ?? '', language),
      values,
    })),
    text.other,
  );
}

/** What a breakdown draws: names along the axis, and a stack for each series. */
export interface Stacks {
  readonly names: readonly string[];
  readonly series: readonly Series[];
  /** What each name had in the period before. */
  readonly before: readonly number[] | null;
}

/** Times run along the axis with a stack for each row; else each row is a bar with a stack for each column. */
export function stacksOf(breakdown: ComparedBreakdown, language: Look['language']): Stacks {
  const { rows, columns, counts, before } = breakdown;
  const text = historyText(language);
  const isSome = ({ count, before: then }: Row) => count > 0 || (then ?? 0) > 0;
  const ofRows = comparedRows(
    rows,
    rowSums(counts),
    before === null ? null : rowSums(before),
    language,
  ).filter(isSome);
  const sums = columnSums(counts);
  if (isTime(columns)) {
    const sumsBefore = before === null ? null : columnSums(before);
    const times = [...new Set([...sums.keys(), ...(sumsBefore?.keys() ?? [])])].sort();
    const at = cellsOf(counts, ofRows);
    const series = ofRows
      .filter(({ count }) => count > 0)
      .map(({ code, label, unknown }) => ({
        code,
        name: label,
        unknown,
        values: times.map((time) => at(code, time)),
      }));
    return {
      names: times,
      series: gathered(series, text.other),
      before: sumsBefore === null ? null : times.map((time) => sumsBefore.get(time) ?? 0),
    };
  }
  const ofColumns = rowsOf(columns, sums, language).filter(({ count }) => count > 0);
  const at = cellsOf(counts, ofRows, ofColumns);
  const series = ofColumns.map(({ code, label, unknown }) => ({
    code,
    name: label,
    unknown,
    values: ofRows.map((row) => at(row.code, code)),
  }));
  return {
    names: ofRows.map(({ label }) => label),
    series: gathered(series, text.other),
    before: before === null ? null : ofRows.map(({ before: then }) => then ?? 0),
  };
}

export function breakdownOption(breakdown: ComparedBreakdown, look: Look, size: Size): EChartsOption {
  const { fontSize, language, palette } = look;
  const { names, series, before } = stacksOf(breakdown, language);
  const upright = isTime(breakdown.columns) || size.width / Math.max(1, names.length) > fontSize * 5;
  const axis = nameAxis(isTime(breakdown.columns) ? names.map(shortTime) : names, look);
  // A legend takes a line for as many names as fit.
  const perLine = Math.max(1, Math.floor(size.width / (fontSize * 8)));
  const legendHeight = fontSize * 1.9 * Math.ceil(series.length / perLine);
  return {
    ...frameOf(look, historyText(language).tiles.breakdown),
    color: colorsOf(series, look),
    grid: { ...gridOf(look), top: legendHeight + fontSize * 0.6 },
    legend: { ...legendAbove(look), data: series.map(({ name }) => name) },
    tooltip: {
      ...tooltipOf(look),
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: palette.line, opacity: 0.35 } },
      valueFormatter: (value) => formatCount(Number(value), language),
    },
    ...(upright
      ? { xAxis: axis, yAxis: countAxis(look) }
      : {
          xAxis: countAxis(look),
          yAxis: {
            ...axis,
            inverse: true,
            axisLine: { show: false },
            axisLabel: { ...axis.axisLabel, interval: 0, hideOverlap: false },
          },
        }),
    series: [
      ...series.map(({ name, values }) => ({
        type: 'bar' as const,
        name,
        stack: 'all',
        barCategoryGap: '34%',
        barMaxWidth: fontSize * 4,
        data: [...values],
      })),
      ...(before === null ? [] : [markersOf(before, look, { upright, thickness: fontSize * 4 })]),
    ],
  };
}

/** Rows of one dimension alone. */
export function rankOption(
  dimension: Dimension,
  counts: Counts,
  before: Counts | null,
  look: Look,
): EChartsOption {
  const rows = comparedRows(dimension, counts, before, look.language).filter(
    ({ count, before: then }) => count > 0 || (then ?? 0) > 0,
  );
  return barListOption(historyText(look.language).tiles.breakdown, rows, look);
}

export interface Stage {
  readonly code: string;
  readonly count: number;
  /** Per cent of the first stage. */
  readonly conversion: number;
  /** Per cent of the stage before. */
  readonly step: number;
}

/** Three bars, each with its share of the first. */
export function funnelOption(
  stages: readonly Stage[],
  before: readonly Stage[] | null,
  look: Look,
): EChartsOption {
  const rows: readonly Row[] = stages.map(({ code, count }, index) => ({
    code,
    label: labelOf('action', code, look.language),
    count,
    unknown: false,
    before: before === null ? null : (before[index]?.count ?? 0),
  }));
  return barListOption(historyText(look.language).tiles.funnel, rows, look, ({ code, count }) => {
    const conversion = stages.find((stage) => stage.code === code)?.conversion ?? 0;
    return `${formatShort(count, look.language)} · ${conversion.toFixed(1)}%`;
  });
}

/** One of those that were looked at or bought most. */
export interface HotItem {
  readonly id: string;
  readonly count: number;
  /** `null` if it is not known, or not asked for. */
  readonly before: number | null;
}

/** What was looked at or bought most. */
export function hotOption(items: readonly HotItem[], look: Look): EChartsOption {
  return barListOption(
    historyText(look.language).tiles.hot,
    items.map(({ id, count, before }) => ({ code: id, label: id, count, before, unknown: false })),
    look,
  );
}

/** `2026-08-29 10:00:00` without what all hours share. */
function shortTime(point: string): string {
  return point.length > 10 ? point.slice(5, 16) : point;
}

function gathered(series: readonly Series[], other: string): readonly Series[] {
  if (series.length <= MOST_SERIES) {
    return series;
  }
  const largest = series.toSorted((one, next) => sum(next.values) - sum(one.values));
  const rest = largest.slice(MOST_SERIES - 1);
  const values = (rest[0]?.values ?? []).map((_, index) =>
    rest.reduce((total, each) => total + (each.values[index] ?? 0), 0),
  );
  return [
    ...largest.slice(0, MOST_SERIES - 1),
    { code: OTHER, name: `${other} (${rest.length})`, values, unknown: true },
  ];
}

function colorsOf(series: readonly Series[], { palette }: Look): string[] {
  return series.map(({ unknown }, index) =>
    unknown === true ? palette.unknown : (palette.series[index % palette.series.length] ?? palette.accent),
  );
}
