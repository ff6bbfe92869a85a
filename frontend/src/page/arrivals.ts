import { formatCount } from '../charts/look';
import { percentOfSome } from '../charts/row';
import type { Language } from '../contract/labels';
import { businessZone } from '../contract/zone';
import { delays, rejections, type Item } from '../state/arrivals';
import type { LiveState } from '../state/live-state';
import { WHOLE } from '../state/numbers';
import { element, setAttribute, setHidden, setText } from './element';
import { timeOfDay } from './status';
import { textOf } from './text';

/** What has arrived: how complete it is, how late it came, why some was refused. */
export class Arrivals {
  readonly root: HTMLElement;
  readonly #complete = element('dd', { 'data-metric': 'completeThrough' });
  readonly #delay = element('dd');
  readonly #rejected = element('dd');
  readonly #rejectedOfAll = element('small', { class: 'of-all' });
  readonly #details = {
    completeThrough: detail(this.#complete),
    delay: detail(this.#delay),
    rejectedBy: detail(this.#rejected, this.#rejectedOfAll),
  };

  constructor() {
    this.root = element('dl', { class: 'arrivals' }, ...Object.values(this.#details).map(({ root }) => root));
  }

  translate(language: Language): void {
    const text = textOf(language);
    setText(this.#rejectedOfAll, ` ${text.ofAll}`);
    for (const name of ['completeThrough', 'delay', 'rejectedBy'] as const) {
      setText(this.#details[name].label, text[name]);
      this.#details[name].root.title = text.hints[name];
    }
  }

  /**
   * @param scope `null`: its counts are not known yet
   * @param now epoch milliseconds
   */
  paint(state: LiveState, scope: string | null, now: number, language: Language): void {
    const { completeThrough } = state.progress;
    if (completeThrough === null) {
      this.#complete.removeAttribute('data-value');
      setText(this.#complete, '–');
    } else {
      setAttribute(this.#complete, 'data-value', String(completeThrough));
      const zone = businessZone();
      const time = timeOfDay(completeThrough, now, language);
      setText(this.#complete, zone === undefined ? time : `${time} (${zone})`);
    }
    const delayed = scope === null ? [] : delays(state, language, scope);
    const events = delayed.reduce((sum, { count }) => sum + count, 0);
    setHidden(this.#details.delay.root, delayed.length === 0);
    paintItems(this.#delay, 'delay', delayed, ({ count }) => percentOfSome(count, events));
    setHidden(this.#rejectedOfAll, scope === WHOLE);
    const rejected = rejections(state, language);
    setHidden(this.#details.rejectedBy.root, rejected.length === 0);
    paintItems(this.#rejected, 'rejected', rejected, ({ count }) => formatCount(count, language));
  }
}

function detail(content: HTMLElement, ...marks: HTMLElement[]) {
  const label = element('span');
  return { label, root: element('div', {}, element('dt', {}, label, ...marks), content) };
}

/** Each item bears `data-detail`, `data-code` and the exact `data-value`. */
function paintItems(
  parent: HTMLElement,
  detail: string,
  items: readonly Item[],
  figure: (item: Item) => string,
): void {
  while (parent.children.length > items.length) {
    parent.lastElementChild?.remove();
  }
  items.forEach((item, index) => {
    let shown = parent.children[index];
    if (shown === undefined) {
      shown = element('span', { 'data-detail': detail }, element('span'), ' ', element('b'));
      parent.append(shown);
    }
    setAttribute(shown, 'data-code', item.code);
    setAttribute(shown, 'data-value', String(item.count));
    const [label, value] = shown.children;
    if (label !== undefined && value !== undefined) {
      setText(label, item.label);
      setText(value, figure(item));
    }
  });
}
