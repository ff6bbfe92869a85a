import { codesOf, labelOf, type Dimension, type Language } from '../contract/labels';
import type { Counts } from '../state/live-state';

/** One value of a dimension as it is shown. */
export interface Row {
  readonly code: string;
  readonly label: string;
  readonly count: number;
  /** "Unknown" is a value like the others, but drawn in the background. */
  readonly unknown: boolean;
  /** What it is compared with, if it is and that is known. */
  readonly before?: number | null;
}

const UNKNOWN: Readonly<Record<Dimension, string | null>> = {
  action: null,
  age: '0',
  gender: '2',
  province: '未知',
};

/** A province may be any text: beyond these, foreign names share one row, so that no feed can flood the page. */
const FOREIGN_ROWS = 10;
/** Code of the row that gathers the rest. No province bears it: the contract trims and never yields it. */
export const OTHER = '*';

/**
 * The rows of a dimension: every value of the contract, counted or not, then values the contract does not
 * know. Provinces are ranked by count; the other dimensions keep their natural order with unknown last.
 */
export function rowsOf(dimension: Dimension, counts: Counts, language: Language): readonly Row[] {
  const known = codesOf(dimension);
  const row = (code: string, count: number): Row => ({
    code,
    label: labelOf(dimension, code, language),
    count,
    unknown: code === UNKNOWN[dimension],
  });
  const rows = known.map((code) => row(code, counts.get(code) ?? 0));
  if (dimension !== 'province') {
    rows.sort((one, other) => Number(one.unknown) - Number(other.unknown));
  }
  const foreign = [...counts]
    .filter(([code]) => !known.includes(code))
    .sort(([, one], [, other]) => other - one);
  rows.push(...foreign.slice(0, FOREIGN_ROWS).map(([code, count]) => row(code, count)));
  const rest = foreign.slice(FOREIGN_ROWS);
  if (rest.length > 0) {
    const count = rest.reduce((sum, [, each]) => sum + each, 0);
    const label = language === 'zh' ? `其他 (${rest.length})` : `Other (${rest.length})`;
    rows.push({ code: OTHER, label, count, unknown: true });
  }
  if (dimension === 'province') {
    // The sort is stable: provinces of equal count keep the order of the contract and do not dance.
    rows.sort((one, other) => other.count - one.count);
  }
  return rows;
}

/** The same beside the counts of the period before, also what there is no more. */
export function comparedRows(
  dimension: Dimension,
  now: Counts,
  before: Counts | null,
  language: Language,
): readonly Row[] {
  if (before === null) {
    return rowsOf(dimension, now, language);
  }
  const gone = [...before.keys()].filter((code) => !now.has(code)).map((code) => [code, 0] as const);
  const rows = rowsOf(dimension, new Map([...now, ...gone]), language);
  const total = [...before.values()].reduce((sum, count) => sum + count, 0);
  const listed = rows.reduce((sum, { code }) => sum + (before.get(code) ?? 0), 0);
  return rows.map((row) => ({
    ...row,
    before: row.code === OTHER ? total - listed : (before.get(row.code) ?? 0),
  }));
}

/** Share of the whole in percent, one decimal; 0 of 0 is 0. */
export function percent(count: number, total: number): string {
  return `${(total === 0 ? 0 : (count * 100) / total).toFixed(1)}%`;
}

/** Like {@link percent}, but what there is of is never shown as nothing. */
export function percentOfSome(count: number, total: number): string {
  const share = percent(count, total);
  return count > 0 && share === '0.0%' ? '<0.1%' : share;
}

export function totalOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

/** Growth in per cent, or `null` where there was nothing to grow from. */
export function growth(now: number, before: number): number | null {
  return before === 0 ? null : ((now - before) * 100) / before;
}

/** The same in words: +12.3%. */
export function growthText(grown: number): string {
  return `${grown > 0 ? '+' : ''}${grown.toFixed(1)}%`;
}
