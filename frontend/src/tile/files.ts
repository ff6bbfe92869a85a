import { save, fileName } from './picture';
import type { Cell, Table } from './table';

export const FILES = ['csv', 'json'] as const;
export type FileKind = (typeof FILES)[number];

/** What a file is of. */
export interface Origin {
  readonly title: string;
  /** Range and filters. */
  readonly caption: string;
}

const BYTE_ORDER_MARK = '\uFEFF';

/** Saves a table as a file, with every row and every number in full. */
export function saveTable(kind: FileKind, table: Table, origin: Origin): void {
  const [content, type] =
    kind === 'csv' ? [csvOf(table), 'text/csv'] : [jsonOf(table, origin), 'application/json'];
  save(new Blob([content], { type: `${type};charset=utf-8` }), `${fileName(origin.title)}.${kind}`);
}

/** As RFC 4180 has it, with the mark by which spreadsheets know UTF-8. */
export function csvOf({ columns, rows }: Table): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => row.map(plain))];
  return `${BYTE_ORDER_MARK}${lines.map((line) => `${line.map(field).join(',')}\r\n`).join('')}`;
}

export function jsonOf({ columns, rows }: Table, { title, caption }: Origin): string {
  return `${JSON.stringify(
    {
      title,
      of: caption,
      columns: columns.map((column) => column.title),
      rows: rows.map((row) => row.map(plain)),
    },
    null,
    2,
  )}\n`;
}

function plain(cell: Cell): number | string | null {
  if (cell === null || typeof cell !== 'object') {
    return cell;
  }
  return 'value' in cell ? cell.value : cell.textContent;
}

function field(value: number | string | null): string {
  if (typeof value !== 'string') {
    return value === null ? '' : String(value);
  }
  // A spreadsheet would take such a text for a formula. The same letters as in the exports of the service.
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(value) && !/^-\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
