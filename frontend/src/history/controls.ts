import { codesOf, DIMENSIONS, labelOf, type Dimension, type Language } from '../contract/labels';
import { element, icon, setAttribute, setText } from '../page/element';
import { RadioGroup } from '../page/radio-group';
import { Choice } from '../tile/choice';
import { historyText } from './text';
import { between, PRESETS, type HistoryView, type Preset } from './view';
import type { Span } from './span';

const REFRESH_ICON = ['M20 11a8 8 0 1 0-2.3 6.3', 'M20 5v6h-6'] as const;

/** What a reader can ask for. */
export interface Choices {
  choose(change: Partial<HistoryView>): void;
  refresh(): void;
}

/** Range, filters and comparison: what all tiles are of. */
export class Controls {
  readonly root: HTMLElement;
  readonly #presets: RadioGroup<Preset>;
  readonly #from = element('input', { type: 'datetime-local', required: '' });
  readonly #to = element('input', { type: 'datetime-local', required: '' });
  readonly #fromLabel = element('span');
  readonly #toLabel = element('span');
  readonly #apply = element('button', { type: 'submit' });
  readonly #filters: Readonly<Record<Dimension, Choice>>;
  readonly #filterLabels: Readonly<Record<Dimension, HTMLElement>>;
  readonly #filterGroup: HTMLElement;
  readonly #compare = element('button', { type: 'button', class: 'toggle' });
  readonly #clear = element('button', { type: 'button', class: 'quiet' });
  readonly #refresh = element('button', { type: 'button', class: 'quiet icon-only' });

  constructor(choices: Choices, ...more: readonly HTMLElement[]) {
    this.#presets = new RadioGroup(
      PRESETS,
      'preset',
      (preset) => choices.choose({ range: { preset } }),
      { group: 'segments' },
      // Each choice is a dozen questions to the lake, and a step in the history of the browser.
      'walk',
    );
    const form = element(
      'form',
      { class: 'range' },
      element('label', {}, this.#fromLabel, this.#from),
      element('label', {}, this.#toLabel, this.#to),
      this.#apply,
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const range = between(this.#from.value, this.#to.value);
      if (range !== null) {
        choices.choose({ range });
      }
    });
    const filter = (dimension: Dimension) =>
      new Choice((value) => {
        const { [dimension]: _, ...others } = this.#view?.filters ?? {};
        choices.choose({ filters: value === '' ? others : { ...others, [dimension]: value } });
      });
    this.#filters = {
      action: filter('action'),
      age: filter('age'),
      gender: filter('gender'),
      province: filter('province'),
    };
    this.#filterLabels = {
      action: element('span'),
      age: element('span'),
      gender: element('span'),
      province: element('span'),
    };
    this.#filterGroup = element(
      'div',
      { class: 'filters', role: 'group' },
      ...DIMENSIONS.map((dimension) =>
        element('label', {}, this.#filterLabels[dimension], this.#filters[dimension].root),
      ),
      this.#clear,
    );
    this.#clear.addEventListener('click', () => choices.choose({ filters: {} }));
    this.#compare.addEventListener('click', () => choices.choose({ compare: this.#view?.compare !== true }));
    this.#refresh.append(icon(...REFRESH_ICON));
    this.#refresh.addEventListener('click', () => choices.refresh());
    this.root = element(
      'div',
      { class: 'controls' },
      this.#presets.root,
      form,
      this.#filterGroup,
      element('div', { class: 'more-controls' }, this.#compare, this.#refresh, ...more),
    );
  }

  #view: HistoryView | null = null;

  /** @param span what the range means now */
  paint(view: HistoryView, span: Span, language: Language): void {
    this.#view = view;
    const text = historyText(language);
    this.#presets.translate(text.range, (preset) => text.presets[preset]);
    this.#presets.mark(view.range.preset);
    setText(this.#fromLabel, text.from);
    setText(this.#toLabel, text.to);
    setText(this.#apply, text.apply);
    this.#from.value = span?.from ?? '';
    this.#to.value = span?.to ?? '';
    setAttribute(this.#filterGroup, 'aria-label', text.filters);
    for (const dimension of DIMENSIONS) {
      setText(this.#filterLabels[dimension], text.buckets[dimension]);
      this.#filters[dimension].paint(
        text.buckets[dimension],
        [
          ['', text.any],
          ...codesOf(dimension).map((code) => [code, labelOf(dimension, code, language)] as const),
        ],
        view.filters[dimension] ?? '',
      );
      this.#filters[dimension].root.classList.toggle('is-set', view.filters[dimension] !== undefined);
    }
    setText(this.#clear, text.clear);
    this.#clear.hidden = Object.keys(view.filters).length === 0;
    setText(this.#compare, text.compare);
    this.#compare.title = text.compareHint;
    setAttribute(this.#compare, 'aria-pressed', String(view.compare));
    // There is nothing before all time.
    this.#compare.disabled = span === null;
    this.#refresh.title = text.refresh;
    setAttribute(this.#refresh, 'aria-label', text.refresh);
  }
}
