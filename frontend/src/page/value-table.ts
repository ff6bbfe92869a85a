import { formatCount } from '../charts/look';
import { percent, totalOf, type Row } from '../charts/row';
import type { Dimension, Language } from '../contract/labels';
import { element, setAttribute, setText } from './element';
import { textOf } from './text';

interface TableRow {
  readonly root: HTMLTableRowElement;
  readonly label: HTMLElement;
  readonly count: HTMLElement;
  readonly share: HTMLElement;
}

/**
 * The numbers of a chart as a table. It is kept up to date even while the chart is shown in its place: its
 * count cells bear `data-dimension`, `data-code` and the exact `data-value`.
 */
export class ValueTable {
  readonly root: HTMLTableElement;
  readonly #heads = [
    element('th', { scope: 'col' }),
    element('th', { scope: 'col' }),
    element('th', { scope: 'col' }),
  ];
  readonly #caption = element('caption', { class: 'for-readers' });
  readonly #body = element('tbody');
  readonly #rows = new Map<string, TableRow>();

  constructor(private readonly dimension: Dimension) {
    this.root = element(
      'table',
      { class: 'values' },
      this.#caption,
      element('thead', {}, element('tr', {}, ...this.#heads)),
      this.#body,
    );
  }

  translate(title: string, language: Language): void {
    const text = textOf(language);
    setText(this.#caption, title);
    [text.value, text.count, text.share].forEach((word, index) => {
      const head = this.#heads[index];
      if (head !== undefined) {
        setText(head, word);
      }
    });
  }

  paint(rows: readonly Row[], language: Language): void {
    const total = totalOf(rows);
    const gone = new Set(this.#rows.keys());
    rows.forEach((row, index) => {
      gone.delete(row.code);
      const shown = this.#rows.get(row.code) ?? this.#addRow(row.code);
      setText(shown.label, row.label);
      setText(shown.count, formatCount(row.count, language));
      setAttribute(shown.count, 'data-value', String(row.count));
      setText(shown.share, percent(row.count, total));
      if (this.#body.children[index] !== shown.root) {
        this.#body.insertBefore(shown.root, this.#body.children[index] ?? null);
      }
    });
    for (const code of gone) {
      this.#rows.get(code)?.root.remove();
      this.#rows.delete(code);
    }
  }

  #addRow(code: string): TableRow {
    const label = element('th', { scope: 'row' });
    const count = element('td', { 'data-dimension': this.dimension, 'data-code': code });
    const share = element('td');
    const row = { root: element('tr', {}, label, count, share), label, count, share };
    this.#rows.set(code, row);
    return row;
  }
}
