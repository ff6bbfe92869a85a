import { formatCount } from '../charts/look';
import type { Language } from '../contract/labels';
import { element, setText } from './element';
import { timeOfDay } from './status';
import { textOf } from './text';

/** The last seconds of the pulse as a table, newest first. */
export class PulseTable {
  readonly root: HTMLTableElement;
  readonly #caption = element('caption', { class: 'for-readers' });
  readonly #time = element('th', { scope: 'col' });
  readonly #count = element('th', { scope: 'col' });
  readonly #body = element('tbody');

  constructor() {
    this.root = element(
      'table',
      { class: 'values' },
      this.#caption,
      element('thead', {}, element('tr', {}, this.#time, this.#count)),
      this.#body,
    );
  }

  translate(title: string, language: Language): void {
    const text = textOf(language);
    setText(this.#caption, title);
    setText(this.#time, text.time);
    setText(this.#count, text.count);
  }

  paint(points: readonly (readonly [number, number])[], language: Language): void {
    while (this.#body.children.length < points.length) {
      this.#body.append(element('tr', {}, element('th', { scope: 'row' }), element('td')));
    }
    points.toReversed().forEach(([second, events], index) => {
      const [time, count] = this.#body.children[index]?.children ?? [];
      if (time !== undefined && count !== undefined) {
        setText(time, timeOfDay(second * 1000, second * 1000, language));
        setText(count, formatCount(events, language));
      }
    });
  }
}
