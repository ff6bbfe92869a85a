import type { Language } from '../contract/labels';
import { WHOLE } from '../state/numbers';
import { element, setAttribute } from './element';
import { liveTextOf } from './live-text';
import { RadioGroup } from './radio-group';

/** Which events the board counts. */
export type Choice = 'all' | 'today' | 'day';

const CHOICES: readonly Choice[] = ['all', 'today', 'day'];
const SEGMENTS = { group: 'scope-switch', button: 'quiet' };
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Chooses between all events, those of today and those of any one day. */
export class ScopeSwitch {
  readonly root: HTMLElement;
  readonly #choices = new RadioGroup(CHOICES, 'scope', (choice) => this.#choose(choice), SEGMENTS);
  readonly #date = element('input', { type: 'date', class: 'quiet' });
  #choice: Choice = 'all';

  /** @param onChoose the choice is another one; ask for {@link scope} */
  constructor(private readonly onChoose: () => void) {
    this.#date.addEventListener('change', () => this.onChoose());
    this.root = element('div', { class: 'scopes' }, this.#choices.root, this.#date);
    this.#mark();
  }

  /**
   * The scope as the service names it.
   *
   * @param today the business date
   */
  scope(today: string | null): string {
    switch (this.#choice) {
      case 'all':
        return WHOLE;
      case 'today':
        return today ?? WHOLE;
      case 'day':
        return DATE.test(this.#date.value) ? this.#date.value : (today ?? WHOLE);
    }
  }

  /** What is chosen, as the address says it: `all`, `today` or a date. */
  get chosen(): string {
    return this.#choice === 'day' ? this.#date.value || 'today' : this.#choice;
  }

  /** Chooses what the address says. */
  turnTo(chosen: string): void {
    if (chosen === 'all' || chosen === 'today') {
      this.#choice = chosen;
    } else {
      this.#choice = 'day';
      this.#date.value = chosen;
    }
    this.#mark();
  }

  translate(language: Language): void {
    const text = liveTextOf(language);
    setAttribute(this.#date, 'aria-label', text.scopes.day);
    this.#choices.translate(text.scope, (choice) => text.scopes[choice]);
  }

  /** @param today the business date, `null` while it is not known: until then there is no choice */
  paint(today: string | null): void {
    this.#choices.disable('today', today === null);
    this.#choices.disable('day', today === null);
    if (today !== null && this.#date.value === '') {
      this.#date.value = today;
    }
  }

  #choose(choice: Choice): void {
    this.#choice = choice;
    this.#mark();
    this.onChoose();
  }

  #mark(): void {
    this.#date.hidden = this.#choice !== 'day';
    this.#choices.mark(this.#choice);
  }
}

/** Asked for in every frame, and dear to make. */
const DATES = new Map<string, Intl.DateTimeFormat>();

/** The date of a moment in the business time zone, `yyyy-MM-dd`; `null` as long as that is not known. */
export function dateIn(zone: string | null, millis: number): string | null {
  if (zone === null) {
    return null;
  }
  let format = DATES.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
    DATES.set(zone, format);
  }
  return format.format(millis);
}
