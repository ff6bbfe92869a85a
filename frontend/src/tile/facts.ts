import { element } from '../page/element';

/** A figure with its name. `value` is exact, for tests; the text is for people. */
export interface Fact {
  readonly name: string;
  readonly label: string;
  readonly text: string;
  readonly value?: number | undefined;
  readonly tone?: Tone | undefined;
}

export type Tone = 'good' | 'fair' | 'bad' | 'none';

/** Figures beside each other. */
export function factsElement(facts: readonly Fact[]): HTMLElement {
  return element(
    'dl',
    { class: 'facts' },
    ...facts.map(({ name, label, text, value, tone }) =>
      element(
        'div',
        { class: `fact fact-${tone ?? 'plain'}` },
        element('dt', {}, label),
        element(
          'dd',
          { 'data-fact': name, ...(value === undefined ? {} : { 'data-value': String(value) }) },
          text,
        ),
      ),
    ),
  );
}

/** A state in a word, with a colour that only repeats it. */
export function badge(tone: Tone, words: string): HTMLElement {
  return element('span', { class: `badge badge-${tone}` }, words);
}
