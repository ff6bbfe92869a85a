import { comparedRows, percent, totalOf } from '../charts/row';
import { labelOf, type Dimension, type Language } from '../contract/labels';
import type { Cell, Table } from '../tile/table';
import { breakdownTable } from './breakdown-table';
import { totalsOf, trendSeries, type HotItem, type Stage } from './charts';
import { comparedCells, comparedColumns } from './compared';
import type { ComparedBreakdown, Counts } from './numbers';
import type { TrendData } from './periods';
import { historyText } from './text';

/** A number now and in the period before. */
export interface Figure {
  readonly now: number;
  readonly before: number | null;
}

export interface Distribution {
  readonly now: Counts;
  readonly before: Counts | null;
}

export interface Conversion {
  readonly now: readonly Stage[];
  readonly before: readonly Stage[] | null;
}

export interface Hot {
  readonly items: readonly HotItem[];
  readonly compared: boolean;
}

/** Rows of a dimension, broken down by another or by time, or not. */
export type Matrix =
  | ComparedBreakdown
  | {
      readonly rows: Dimension;
      readonly columns: null;
      readonly counts: Counts;
      readonly before: Counts | null;
    };

export function figureTable(title: string, { now, before }: Figure, language: Language): Table {
  return {
    columns: [{ title, kind: 'number' }, ...comparedColumns(before !== null, language)],
    rows: [[now, ...comparedCells(now, before ?? undefined)]],
  };
}

export function distributionTable(
  dimension: Dimension,
  { now, before }: Distribution,
  language: Language,
): Table {
  const text = historyText(language);
  const rows = comparedRows(dimension, now, before, language);
  const total = totalOf(rows);
  return {
    columns: [
      { title: text.buckets[dimension], kind: 'text' },
      { title: text.events, kind: 'number' },
      { title: text.share, kind: 'number' },
      ...comparedColumns(before !== null, language),
    ],
    rows: rows.map(({ label, count, before: then }) => [
      label,
      count,
      percent(count, total),
      ...comparedCells(count, then),
    ]),
  };
}

export function trendTable(data: TrendData, language: Language): Table {
  const text = historyText(language);
  const series = trendSeries(data, { language });
  const { before } = data;
  const totals = totalsOf(data.now);
  // One line is its own total.
  const withTotal = before !== null && data.lines !== null;
  return {
    columns: [
      { title: text.time, kind: 'text' },
      ...series.map(({ name }) => ({ title: name, kind: 'number' as const })),
      ...(withTotal ? [{ title: text.total, kind: 'number' as const }] : []),
      ...comparedColumns(before !== null, language),
    ],
    rows: data.now.points.map((point, index): readonly Cell[] => [
      point,
      ...series.map(({ values }) => values[index] ?? 0),
      ...(withTotal ? [totals[index] ?? 0] : []),
      ...comparedCells(totals[index] ?? 0, before === null ? undefined : before[index]),
    ]),
  };
}

export function funnelTable({ now, before }: Conversion, language: Language): Table {
  const text = historyText(language);
  return {
    columns: [
      { title: text.stage, kind: 'text' },
      { title: text.events, kind: 'number' },
      { title: text.conversion, kind: 'number' },
      { title: text.step, kind: 'number' },
      ...comparedColumns(before !== null, language),
    ],
    rows: now.map(({ code, count, conversion, step }, index) => [
      labelOf('action', code, language),
      count,
      `${conversion.toFixed(2)}%`,
      `${step.toFixed(2)}%`,
      ...comparedCells(count, before === null ? undefined : (before[index]?.count ?? 0)),
    ]),
  };
}

export function matrixTable(data: Matrix, language: Language): Table {
  return data.columns === null
    ? distributionTable(data.rows, { now: data.counts, before: data.before }, language)
    : breakdownTable(data, language);
}

export function hotTable({ items, compared }: Hot, language: Language): Table {
  const text = historyText(language);
  return {
    columns: [
      { title: text.rank, kind: 'text' },
      { title: text.id, kind: 'text' },
      { title: text.events, kind: 'number' },
      ...comparedColumns(compared, language),
    ],
    rows: items.map(({ id, count, before }, index) => [
      String(index + 1),
      id,
      count,
      ...comparedCells(count, compared ? before : undefined),
    ]),
  };
}

/**
 * Puts what each had in the period before beside it.
 *
 * @param before the first ones of that period, so many at most; `null`: not compared
 */
export function comparedItems(
  now: readonly { readonly id: string; readonly count: number }[],
  before: readonly { readonly id: string; readonly count: number }[] | null,
  most: number,
): readonly HotItem[] {
  const counts = new Map(before?.map(({ id, count }) => [id, count]));
  // What is not among all that there were, had none; among the first ones only, it may have had some.
  const missing = before !== null && before.length < most ? 0 : null;
  return now.map(({ id, count }) => ({ id, count, before: counts.get(id) ?? missing }));
}
