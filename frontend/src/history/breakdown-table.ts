import { comparedRows, rowsOf } from '../charts/row';
import type { Language } from '../contract/labels';
import type { Cell, Column, Table } from '../tile/table';
import { comparedCells, comparedColumns } from './compared';
import { cellsOf, columnSums, isTime, rowSums, sum, type ComparedBreakdown } from './numbers';
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
    ({ count, before: then }) => count > 0 || (then ?? 0) > 0,
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
    const at = cellsOf(counts, shown);
    return {
      columns: columnsOf(text.buckets[columns], shown),
      rows: times.map((time) =>
        rowOf(
          time,
          shown.map(({ code }) => at(code, time)),
          sums.get(time) ?? 0,
          timesBefore?.get(time),
        ),
      ),
    };
  }
  const ofColumns = rowsOf(columns, sums, language).filter(({ count }) => count > 0);
  const at = cellsOf(counts, ofRows, ofColumns);
  return {
    columns: columnsOf(`${text.buckets[rows]} × ${text.buckets[columns]}`, ofColumns),
    rows: [
      ...ofRows.map(({ code, label, count, before: then }) =>
        rowOf(
          label,
          ofColumns.map((column) => at(code, column.code)),
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
