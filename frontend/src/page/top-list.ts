import { formatCount } from '../charts/look';
import type { Language } from '../contract/labels';
import type { LiveState } from '../state/live-state';
import { element, setAttribute, setText } from './element';
import { liveTextOf } from './live-text';

export type Top = 'item' | 'category' | 'brand';

const TOPS: readonly Top[] = ['item', 'category', 'brand'];
const SHOWN = 10;

/** The most frequent items, categories or brands, one of the three at a time. */
export class TopLists {
  readonly root: HTMLElement;
  readonly #title = element('h2');
  readonly #buttons: Readonly<Record<Top, HTMLButtonElement>>;
  readonly #list = element('ol', { class: 'top-list' });
  #top: Top = 'item';

  constructor(private readonly onTurn: () => void) {
    const button = (top: Top) => {
      const made = element('button', { type: 'button', class: 'quiet', 'data-turn': top });
      made.addEventListener('click', () => {
        this.#top = top;
        this.onTurn();
      });
      return made;
    };
    this.#buttons = { item: button('item'), category: button('category'), brand: button('brand') };
    this.#title.id = 'title-top';
    this.root = element(
      'section',
      { class: 'panel panel-top', 'aria-labelledby': 'title-top' },
      element(
        'header',
        {},
        this.#title,
        element('div', { class: 'scope-switch', role: 'group' }, ...TOPS.map((top) => this.#buttons[top])),
      ),
      element('div', { class: 'scroller', tabindex: '0' }, this.#list),
    );
  }

  translate(language: Language): void {
    const text = liveTextOf(language);
    setText(this.#title, text.top);
    this.root.title = text.hints.top;
    TOPS.forEach((top) => setText(this.#buttons[top], text.tops[top]));
  }

  /** Each count bears `data-top`, `data-code` and the exact `data-value`. */
  paint(state: LiveState, scope: string, language: Language): void {
    TOPS.forEach((top) => setAttribute(this.#buttons[top], 'aria-pressed', String(top === this.#top)));
    const list = state.tops.get(`${scope}|${this.#top}`);
    const counts = list?.counts.slice(0, SHOWN) ?? [];
    const most = counts[0]?.[1] ?? 0;
    while (this.#list.children.length > counts.length) {
      this.#list.lastElementChild?.remove();
    }
    counts.forEach(([name, events], index) => {
      let row = this.#list.children[index];
      if (row === undefined) {
        row = element('li', {}, element('span'), element('b'));
        this.#list.append(row);
      }
      setAttribute(row, 'style', `--share: ${((events * 100) / most).toFixed(1)}%`);
      const [label, count] = row.children;
      if (label !== undefined && count !== undefined) {
        setText(label, name);
        setAttribute(count, 'data-top', this.#top);
        setAttribute(count, 'data-code', name);
        setAttribute(count, 'data-value', String(events));
        // Where counts are not exact they are not too small.
        setText(count, (list?.floor ? '≤ ' : '') + formatCount(events, language));
      }
    });
  }
}
