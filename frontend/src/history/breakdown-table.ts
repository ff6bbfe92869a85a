import { OTHER, rowsOf } from '../charts/row';
import type { Language } from '../contract/labels';
import type { Table } from '../tile/table';
import { isTime, sum, type Breakdown } from './numbers';
import { historyText } from './text';

/** Rows by columns with totals at both ends; times run down, so that the table grows the way one scrolls. */
export function breakdownTable({ rows, columns, counts }: Breakdown, language: Language): Table {
  const text = historyText(language);
  const rowSums = new Map([...counts].map(([row, ofRow]) => [row, sum(ofRow.values())]));
  const ofRows = rowsOf(rows, rowSums, language).filter(({ count, code }) => count > 0 && code !== OTHER);
  const columnSums = new Map<string, number>();
  for (const ofRow of counts.values()) {
    for (const [column, count] of ofRow) {
      columnSums.set(column, (columnSums.get(column) ?? 0) + count);
    }
  }
  const all = sum(columnSums.values());
  if (isTime(columns)) {
    const times = [...columnSums.keys()].sort();
    return {
      columns: [
        { title: text.buckets[columns], kind: 'text' },
        ...ofRows.map(({ label }) => ({ title: label, kind: 'number' as const })),
        { title: text.total, kind: 'number' },
      ],
      rows: times.map((time) => [
        time,
        ...ofRows.map(({ code }) => counts.get(code)?.get(time) ?? 0),
        columnSums.get(time) ?? 0,
      ]),
    };
  }
  const ofColumns = rowsOf(columns, columnSums, language).filter(
    ({ count, code }) => count > 0 && code !== OTHER,
  );
  return {
    columns: [
      { title: `${text.buckets[rows]} × ${text.buckets[columns]}`, kind: 'text' },
      ...ofColumns.map(({ label }) => ({ title: label, kind: 'number' as const })),
      { title: text.total, kind: 'number' },
    ],
    rows: [
      ...ofRows.map(({ code, label, count }) => [
        label,
        ...ofColumns.map((column) => counts.get(code)?.get(column.code) ?? 0),
        count,
      ]),
      [text.total, ...ofColumns.map(({ count }) => count), all],
    ],
  };
}
