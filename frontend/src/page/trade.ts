import { formatCount } from '../charts/look';
import { percentOfSome } from '../charts/row';
import { labelOf, type Language } from '../contract/labels';
import type { LiveState } from '../state/live-state';
import { countsOf, lastMinutes, type ByAction } from '../state/numbers';
import { element, setAttribute, setText } from './element';
import { liveTextOf } from './live-text';

/** The way of a sale, by action code. */
const STEPS = ['0', '1', '2'] as const;

/** From click to purchase: of the scope, and of the last five minutes. */
export class Trade {
  readonly root: HTMLElement;
  readonly #funnel = new Steps('funnel');
  readonly #lastMinutes = new Steps('lastMinutes');

  constructor() {
    this.root = element('dl', { class: 'arrivals trade' }, this.#funnel.root, this.#lastMinutes.root);
  }

  translate(language: Language): void {
    const text = liveTextOf(language);
    this.#funnel.translate(text.funnel, text.hints.funnel);
    this.#lastMinutes.translate(text.lastMinutes, text.hints.lastMinutes);
  }

  /** @param now until when something is known, epoch milliseconds */
  paint(state: LiveState, scope: string, now: number, language: Language): void {
    this.#funnel.paint(countsOf(state, 'action', scope), language);
    const recently = lastMinutes(state, now);
    this.#lastMinutes.root.hidden = recently === null;
    if (recently !== null) {
      this.#lastMinutes.paint(recently, language);
    }
  }
}

/** Each step bears `data-detail`, `data-code` and the exact `data-value`. */
class Steps {
  readonly root: HTMLElement;
  readonly #label = element('dt');
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
      this.#label,
      element('dd', { class: 'steps' }, ...this.#steps.map(([, step]) => step)),
    );
  }

  translate(label: string, hint: string): void {
    setText(this.#label, label);
    this.root.title = hint;
  }

  paint(counts: ByAction, language: Language): void {
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
