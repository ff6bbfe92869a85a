import { formatCount } from '../charts/look';
import type { Language } from '../contract/labels';
import { element } from '../page/element';
import { tileText } from './text';

/** What stands in a cell: a count, a text, or something made for it. */
export type Cell = number | string | null | { readonly text: string; readonly value: number } | HTMLElement;

export interface Column {
  readonly title: string;
  /** Numbers stand on the right, texts on the left. */
  readonly kind: 'number' | 'text';
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** More rows than anybody reads would only make the page slow. */
const MOST_ROWS = 500;

/**
 * A table of values. The first column names the row. Cells with a number bear `data-value` with the exact
 * number, so that a test reads numbers and not their formatting.
 */
export function tableElement(caption: string, table: Table, language: Language): HTMLElement {
  const shown = table.rows.slice(0, MOST_ROWS);
  const head = element(
    'tr',
    {},
    ...table.columns.map(({ title, kind }) => element('th', { scope: 'col', class: kind }, title)),
  );
  const body = element(
    'tbody',
    {},
    ...shown.map((row) =>
      element(
        'tr',
        {},
        ...row.map((cell, index) =>
          cellElement(cell, table.columns[index]?.kind ?? 'text', index === 0, language),
        ),
      ),
    ),
  );
  const made = element(
    'table',
    { class: 'values grid' },
    element('caption', { class: 'for-readers' }, caption),
    element('thead', {}, head),
    body,
  );
  if (shown.length === table.rows.length) {
    return made;
  }
  const note = tileText(language).firstRows(
    formatCount(shown.length, language),
    formatCount(table.rows.length, language),
  );
  return element('div', {}, made, element('p', { class: 'more' }, note));
}

function cellElement(cell: Cell, kind: Column['kind'], isHead: boolean, language: Language): HTMLElement {
  const made = isHead ? element('th', { scope: 'row', class: kind }) : element('td', { class: kind });
  if (cell === null) {
    made.textContent = '–';
  } else if (typeof cell === 'number') {
    made.dataset.value = String(cell);
    made.textContent = formatCount(cell, language);
  } else if (typeof cell === 'string') {
    made.textContent = cell;
  } else if (cell instanceof HTMLElement) {
    made.append(cell);
  } else {
    made.dataset.value = String(cell.value);
    made.textContent = cell.text;
  }
  return made;
}
