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
 * The numbers of a chart as a table. Its count cells bear `data-dimension`, `data-code` and the exact `data-value`,
 * which are kept up to date even while the chart is shown in its place; what is read is written once it is seen.
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
  /** What was painted and is not written yet. */
  #unwritten: { readonly rows: readonly Row[]; readonly language: Language } | null = null;

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

  /** @param seen whether it is shown; if it is shown later, call {@link write} */
  paint(rows: readonly Row[], language: Language, seen: boolean): void {
    const gone = new Set(this.#rows.keys());
    for (const { code, count } of rows) {
      gone.delete(code);
      const shown = this.#rows.get(code) ?? this.#addRow(code);
      setAttribute(shown.count, 'data-value', String(count));
    }
    for (const code of gone) {
      this.#rows.get(code)?.root.remove();
      this.#rows.delete(code);
    }
    this.#unwritten = { rows, language };
    if (seen) {
      this.write();
    }
  }

  /** Writes what was painted while nobody saw it. */
  write(): void {
    if (this.#unwritten === null) {
      return;
    }
    const { rows, language } = this.#unwritten;
    this.#unwritten = null;
    const total = totalOf(rows);
    rows.forEach((row, index) => {
      const shown = this.#rows.get(row.code);
      if (shown === undefined) {
        return;
      }
      setText(shown.label, row.label);
      setText(shown.count, formatCount(row.count, language));
      setText(shown.share, percent(row.count, total));
      if (this.#body.children[index] !== shown.root) {
        this.#body.insertBefore(shown.root, this.#body.children[index] ?? null);
      }
    });
  }

  #addRow(code: string): TableRow {
    const label = element('th', { scope: 'row' });
    const count = element('td', { 'data-dimension': this.dimension, 'data-code': code });
    const share = element('td');
    const row = { root: element('tr', {}, label, count, share), label, count, share };
    this.#rows.set(code, row);
    this.#body.append(row.root);
    return row;
  }
}
