import { formatCount } from '../charts/look';
import { percentOfSome } from '../charts/row';
import { labelOf, type Language } from '../contract/labels';
import type { LiveState } from '../state/live-state';
import { countsOf, lastMinutes, WHOLE, type ByAction } from '../state/numbers';
import { element, setAttribute, setHidden, setText } from './element';
import { liveTextOf } from './live-text';
import { textOf } from './text';

/** The way of a sale, by action code. */
const STEPS = ['0', '1', '2'] as const;

/** From click to purchase: of the scope, and of the last five minutes. */
export class Trade {
  readonly root: HTMLElement;
  readonly #funnel = new Steps('funnel');
  readonly #lastMinutes = new Steps('lastMinutes');

  constructor() {
    this.#funnel.isOfAll(false);
    this.root = element('dl', { class: 'arrivals trade' }, this.#funnel.root, this.#lastMinutes.root);
  }

  translate(language: Language): void {
    const text = liveTextOf(language);
    const { ofAll } = textOf(language);
    this.#funnel.translate(text.funnel, text.hints.funnel, ofAll);
    this.#lastMinutes.translate(text.lastMinutes, text.hints.lastMinutes, ofAll);
  }

  /**
   * @param scope `null`: its counts are not known yet
   * @param now until when something is known, epoch milliseconds
   */
  paint(state: LiveState, scope: string | null, now: number, language: Language): void {
    this.#funnel.paint(scope === null ? null : countsOf(state, 'action', scope), language);
    this.#lastMinutes.isOfAll(scope !== WHOLE);
    const recently = lastMinutes(state, now);
    setHidden(this.#lastMinutes.root, recently === null);
    if (recently !== null) {
      this.#lastMinutes.paint(recently, language);
    }
  }
}

/** Each step bears `data-detail`, `data-code` and the exact `data-value`. */
class Steps {
  readonly root: HTMLElement;
  readonly #label = element('span');
  readonly #ofAll = element('small', { class: 'of-all' });
  readonly #steps: readonly (readonly [string, HTMLElement, HTMLElement, HTMLElement])[];

  constructor(name: string) {
    this.#steps = STEPS.map((code) => {
      const label = element('span');
      const value = element('b');
      const step = element('span', { 'data-detail': name, 'data-code': code }, label, ' ', value);
      return [code, step, label, value] as const;
    });
    this.root = element(
      'div',
      {},
      element('dt', {}, this.#label, this.#ofAll),
      element('dd', { class: 'steps' }, ...this.#steps.map(([, step]) => step)),
    );
  }

  /** Whether to say that they are of all events, since another scope is chosen. */
  isOfAll(said: boolean): void {
    setHidden(this.#ofAll, !said);
  }

  translate(label: string, hint: string, ofAll: string): void {
    setText(this.#label, label);
    setText(this.#ofAll, ` ${ofAll}`);
    this.root.title = hint;
  }

  paint(counts: ByAction | null, language: Language): void {
    if (counts === null) {
      for (const [code, step, label, value] of this.#steps) {
        step.removeAttribute('data-value');
        setText(label, labelOf('action', code, language));
        setText(value, '–');
      }
      return;
    }
    const clicks = counts.get('0') ?? 0;
    for (const [code, step, label, value] of this.#steps) {
      const count = counts.get(code) ?? 0;
      setAttribute(step, 'data-value', String(count));
      setText(label, labelOf('action', code, language));
      const share = code === '0' ? '' : ` (${percentOfSome(count, clicks)})`;
      setText(value, formatCount(count, language) + share);
    }
  }
}
