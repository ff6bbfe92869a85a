import { formatCount } from '../charts/look';
import type { Language } from '../contract/labels';
import type { LiveState } from '../state/live-state';
import { element, setAttribute, setHidden, setText } from './element';
import { liveTextOf } from './live-text';
import { TOPS } from './live-choices';
import { RadioGroup } from './radio-group';

export type Top = 'item' | 'category' | 'brand';

const SHOWN = 10;

/** The most frequent items, categories or brands, one of the three at a time. */
export class TopLists {
  readonly root: HTMLElement;
  readonly #title = element('h2');
  readonly #turns: RadioGroup<Top>;
  readonly #none = element('p', { class: 'none' });
  readonly #list = element('ol', { class: 'top-list' });
  readonly #scroller = element(
    'div',
    { class: 'scroller', tabindex: '0', role: 'group' },
    this.#none,
    this.#list,
  );
  #top: Top = 'item';

  get top(): Top {
    return this.#top;
  }

  turnTo(top: Top): void {
    this.#top = top;
  }

  /** @param onTurn the reader turned to another list */
  constructor(private readonly onTurn: () => void) {
    const turn = (top: Top) => {
      this.#top = top;
      this.onTurn();
    };
    this.#turns = new RadioGroup(TOPS, 'turn', turn, { group: 'scope-switch', button: 'quiet' });
    this.#title.id = 'title-top';
    this.root = element(
      'section',
      { class: 'panel panel-top', 'aria-labelledby': 'title-top' },
      element('header', {}, this.#title, this.#turns.root),
      this.#scroller,
    );
  }

  translate(language: Language): void {
    const text = liveTextOf(language);
    setText(this.#title, text.top);
    this.root.title = text.hints.top;
    setText(this.#none, text.noTop);
    setAttribute(this.#scroller, 'aria-label', text.top);
    this.#turns.translate(text.top, (top) => text.tops[top]);
  }

  /** Each count bears `data-top`, `data-code` and the exact `data-value`. */
  paint(state: LiveState, scope: string, language: Language): void {
    this.#turns.mark(this.#top);
    const list = state.tops.get(`${scope}|${this.#top}`);
    const counts = list?.counts.slice(0, SHOWN) ?? [];
    const most = counts[0]?.[1] ?? 0;
    setHidden(this.#none, counts.length > 0);
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
