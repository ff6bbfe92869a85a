import { comparedRows, OTHER, rowsOf } from '../charts/row';
import type { Language } from '../contract/labels';
import type { Cell, Column, Table } from '../tile/table';
import { comparedCells, comparedColumns } from './compared';
import { columnSums, isTime, rowSums, sum, type ComparedBreakdown } from './numbers';
import { historyText } from './text';

/**
 * Rows by columns with totals at both ends; times run down, so that the table grows the way one scrolls. The
 * totals of the rows stand beside those of the period before.
 */
export function breakdownTable(
  { rows, columns, counts, before }: ComparedBreakdown,
  language: Language,
): Table {
  const text = historyText(language);
  const sumsBefore = before === null ? null : rowSums(before);
  const ofRows = comparedRows(rows, rowSums(counts), sumsBefore, language).filter(
    ({ count, before: then, code }) => (count > 0 || (then ?? 0) > 0) && code !== OTHER,
  );
  const sums = columnSums(counts);
  const columnsOf = (first: string, labels: readonly { readonly label: string }[]): readonly Column[] => [
    { title: first, kind: 'text' },
    ...labels.map(({ label }) => ({ title: label, kind: 'number' as const })),
    { title: text.total, kind: 'number' },
    ...comparedColumns(before !== null, language),
  ];
  const rowOf = (
    name: string,
    values: readonly number[],
    total: number,
    then: number | undefined,
  ): readonly Cell[] => [
    name,
    ...values,
    total,
    ...comparedCells(total, before === null ? undefined : (then ?? 0)),
  ];
  if (isTime(columns)) {
    const timesBefore = before === null ? null : columnSums(before);
    const times = [...new Set([...sums.keys(), ...(timesBefore?.keys() ?? [])])].sort();
    const shown = ofRows.filter(({ count }) => count > 0);
    return {
      columns: columnsOf(text.buckets[columns], shown),
      rows: times.map((time) =>
        rowOf(
          time,
          shown.map(({ code }) => counts.get(code)?.get(time) ?? 0),
          sums.get(time) ?? 0,
          timesBefore?.get(time),
        ),
      ),
    };
  }
  const ofColumns = rowsOf(columns, sums, language).filter(({ count, code }) => count > 0 && code !== OTHER);
  return {
    columns: columnsOf(`${text.buckets[rows]} × ${text.buckets[columns]}`, ofColumns),
    rows: [
      ...ofRows.map(({ code, label, count, before: then }) =>
        rowOf(
          label,
          ofColumns.map((column) => counts.get(code)?.get(column.code) ?? 0),
          count,
          then ?? undefined,
        ),
      ),
      rowOf(
        text.total,
        ofColumns.map(({ count }) => count),
        sum(sums.values()),
        sumsBefore === null ? undefined : sum(sumsBefore.values()),
      ),
    ],
  };
}
