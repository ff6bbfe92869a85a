import type { Language } from '../contract/labels';
import { WHOLE } from '../state/numbers';
import { element, setAttribute, setText } from './element';
import { liveTextOf } from './live-text';

/** Which events the board counts. */
export type Choice = 'all' | 'today' | 'day';

const CHOICES: readonly Choice[] = ['all', 'today', 'day'];
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Chooses between all events, those of today and those of any one day. */
export class ScopeSwitch {
  readonly root: HTMLElement;
  readonly #buttons: Readonly<Record<Choice, HTMLButtonElement>>;
  readonly #date = element('input', { type: 'date', class: 'quiet' });
  #choice: Choice = 'all';

  /** @param onChoose the choice is another one; ask for {@link scope} */
  constructor(private readonly onChoose: () => void) {
    const button = (choice: Choice) => {
      const made = element('button', { type: 'button', class: 'quiet', 'data-scope': choice });
      made.addEventListener('click', () => this.#choose(choice));
      return made;
    };
    this.#buttons = { all: button('all'), today: button('today'), day: button('day') };
    this.#date.hidden = true;
    this.#date.addEventListener('change', () => this.onChoose());
    this.root = element(
      'div',
      { class: 'scope-switch', role: 'group' },
      ...CHOICES.map((choice) => this.#buttons[choice]),
      this.#date,
    );
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

  translate(language: Language): void {
    const text = liveTextOf(language);
    setAttribute(this.root, 'aria-label', text.scope);
    setAttribute(this.#date, 'aria-label', text.scopes.day);
    for (const choice of CHOICES) {
      setText(this.#buttons[choice], text.scopes[choice]);
    }
  }

  /** @param today the business date, `null` while it is not known: until then there is no choice */
  paint(today: string | null): void {
    this.#buttons.today.disabled = today === null;
    this.#buttons.day.disabled = today === null;
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
    for (const choice of CHOICES) {
      setAttribute(this.#buttons[choice], 'aria-pressed', String(choice === this.#choice));
    }
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
