import { labelOf, type Language } from '../contract/labels';
import type { RecentEvent } from '../contract/frames';
import { element, setAttribute, setHidden, setText } from './element';
import { liveTextOf } from './live-text';

/** What is left of a name of which nothing may be seen. */
const HIDDEN = '***';
const SHOWN = 8;

/** The events that were just read, the latest first, in one line that never grows. */
export class Ticker {
  readonly root: HTMLElement;
  readonly #list = element('ol');
  readonly #items: readonly HTMLElement[];
  #painted = '';

  constructor() {
    this.#items = Array.from({ length: SHOWN }, () =>
      element('li', {}, element('b'), ' ', element('span'), ' ', element('i')),
    );
    this.#list.append(...this.#items);
    this.root = element('div', { class: 'ticker' }, this.#list);
  }

  translate(language: Language): void {
    const text = liveTextOf(language);
    setAttribute(this.#list, 'aria-label', text.recent);
    this.root.title = text.hints.recent;
    this.#painted = '';
  }

  paint(events: readonly RecentEvent[], language: Language): void {
    const latest = events.slice(-SHOWN).reverse();
    const ids = latest.map(({ id }) => id).join();
    if (ids === this.#painted) {
      return;
    }
    this.#painted = ids;
    this.#items.forEach((item, index) => {
      const event = latest[index];
      setHidden(item, event === undefined);
      if (event === undefined) {
        return;
      }
      setAttribute(item, 'data-action', String(event.action));
      const user = event.user === HIDDEN ? liveTextOf(language).anonymous : event.user;
      const [action, what, who] = item.children;
      if (action !== undefined && what !== undefined && who !== undefined) {
        setText(action, labelOf('action', String(event.action), language));
        setText(what, event.item);
        setText(who, `${user} · ${labelOf('province', event.province, language)}`);
      }
    });
  }
}
