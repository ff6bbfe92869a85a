import { OTHER } from '../charts/row';
import { codesOf, labelOf, type Dimension, type Language } from '../contract/labels';
import type { Bucket } from './view';

/** Counts by code of one dimension. */
export type Counts = ReadonlyMap<string, number>;

/** Counts by code and by what they are broken down by: codes, or times in order. */
export interface Breakdown {
  readonly rows: Dimension;
  readonly columns: Bucket;
  readonly counts: ReadonlyMap<string, Counts>;
}

/** A breakdown with the counts of the period before, by the times of this one, if asked for. */
export interface ComparedBreakdown extends Breakdown {
  readonly before: Breakdown['counts'] | null;
}

/** Events over time. */
export interface Trend {
  readonly points: readonly string[];
  readonly lines: readonly { readonly code: string | null; readonly values: readonly number[] }[];
}

/** A row of the API's statistics of dimensions. */
export type Statistic = Readonly<Record<string, unknown>> & { readonly count: number };

const FIELDS: Readonly<Record<Bucket, string>> = {
  action: 'action_type',
  age: 'age_range',
  gender: 'gender',
  province: 'province',
  day: 'day',
  hour: 'hour',
};

/**
 * The code behind a label of either language: answers come in that of the page, and what is shown has to
 * follow when the reader turns to the other one.
 */
export function codeOf(dimension: Dimension, label: string): string {
  const languages: readonly Language[] = ['zh', 'en'];
  return (
    codesOf(dimension).find((code) =>
      languages.some((language) => labelOf(dimension, code, language) === label),
    ) ?? label
  );
}

export function countsOf(dimension: Dimension, statistics: readonly Statistic[]): Counts {
  const counts = new Map<string, number>();
  for (const statistic of statistics) {
    counts.set(codeOf(dimension, String(statistic[FIELDS[dimension]])), statistic.count);
  }
  return counts;
}

export function breakdownOf(rows: Dimension, columns: Bucket, statistics: readonly Statistic[]): Breakdown {
  const counts = new Map<string, Map<string, number>>();
  for (const statistic of statistics) {
    const row = codeOf(rows, String(statistic[FIELDS[rows]]));
    const text = String(statistic[FIELDS[columns]]);
    const column = isTime(columns) ? text : codeOf(columns, text);
    const ofRow = counts.get(row) ?? new Map<string, number>();
    ofRow.set(column, statistic.count);
    counts.set(row, ofRow);
  }
  return { rows, columns, counts };
}

export function isTime(bucket: Bucket): bucket is 'day' | 'hour' {
  return bucket === 'day' || bucket === 'hour';
}

/** Reads the ECharts option that the API answers; the look of it is the page's. */
export function trendOf(option: unknown, lines: Dimension | null): Trend {
  const { xAxis, series } = option as {
    xAxis?: { data?: readonly string[] };
    series?: readonly { name: string; data: readonly number[] }[];
  };
  return {
    points: xAxis?.data ?? [],
    lines: (series ?? []).map(({ name, data }) => ({
      code: lines === null ? null : codeOf(lines, name),
      values: data,
    })),
  };
}

export function rowSums(counts: Breakdown['counts']): Counts {
  return new Map([...counts].map(([row, ofRow]) => [row, sum(ofRow.values())]));
}

export function columnSums(counts: Breakdown['counts']): Counts {
  const sums = new Map<string, number>();
  for (const ofRow of counts.values()) {
    for (const [column, count] of ofRow) {
      sums.set(column, (sums.get(column) ?? 0) + count);
    }
  }
  return sums;
}

/**
 * Looks up counts by what is shown: {@link OTHER} stands for all codes that have no row, or no column, of their own.
 */
export function cellsOf(
  counts: Breakdown['counts'],
  rows: readonly { readonly code: string }[],
  columns: readonly { readonly code: string }[] = [],
): (row: string, column: string) => number {
  const shownRows = new Set(rows.map(({ code }) => code));
  const shownColumns = new Set(columns.map(({ code }) => code));
  const ofOthers = (all: Iterable<string>, shown: ReadonlySet<string>) =>
    [...all].filter((code) => !shown.has(code));
  return (row, column) => {
    let count = 0;
    for (const eachRow of row === OTHER ? ofOthers(counts.keys(), shownRows) : [row]) {
      const ofRow = counts.get(eachRow) ?? new Map<string, number>();
      for (const eachColumn of column === OTHER ? ofOthers(ofRow.keys(), shownColumns) : [column]) {
        count += ofRow.get(eachColumn) ?? 0;
      }
    }
    return count;
  };
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) {
    total += value;
  }
  return total;
}
