import type { RestClient } from '../api/rest';
import type { Look } from '../charts/look';
import { element } from './element';
import type { PageName, Route } from './route';
import { textOf } from './text';

/** What a page is given. */
export interface Surroundings {
  readonly rest: RestClient;
  /** Whether the service is asked with a token. */
  hasToken(): boolean;
  look(): Look;
  /** Puts what the page shows into the address; `replace` leaves no step in the history. */
  address(query: URLSearchParams, replace?: boolean): void;
  isVisible(): boolean;
}

/** A page other than the live one. It lives from being opened until it is left. */
export interface Page {
  /** A `main` element. */
  readonly root: HTMLElement;
  /** The address changed. */
  show(query: URLSearchParams): void;
  /** Language, theme or the size of the screen changed. */
  restyle(): void;
  /** The tab was hidden or is shown again. */
  visibility(visible: boolean): void;
  /** Ask for everything again: there is a new token, or the service is back. */
  refresh(): void;
  /** The reader goes elsewhere: requests end, timers too. */
  leave(): void;
}

export type OtherPage = Exclude<PageName, 'live'>;

/** The code of a page. Each is a file of its own, fetched when it is first opened. */
export interface PageCode {
  open(surroundings: Surroundings): Page;
}

/** Shows one page at a time below the masthead. */
export class Pages {
  readonly root = element('div', { class: 'outlet' });
  #page: { readonly name: OtherPage; readonly shown: Page } | null = null;
  /** The last thing that was asked for: code that arrives after it was meant for a page that was left. */
  #wanted: Route | null = null;

  constructor(
    private readonly code: Readonly<Record<OtherPage, () => Promise<PageCode>>>,
    private readonly surroundings: Surroundings,
  ) {
    this.root.hidden = true;
  }

  go(route: Route): void {
    this.#wanted = route;
    const { page, query } = route;
    if (this.#page !== null && this.#page.name !== page) {
      this.#page.shown.leave();
      this.#page = null;
      this.root.replaceChildren();
    }
    this.root.hidden = page === 'live';
    if (page === 'live') {
      return;
    }
    if (this.#page !== null) {
      this.#page.shown.show(query);
      return;
    }
    this.root.replaceChildren(element('main', { class: 'page', 'aria-busy': 'true' }));
    void this.#open(page, route);
  }

  /** The page that is shown, if its code has come. */
  get current(): Page | null {
    return this.#page?.shown ?? null;
  }

  async #open(name: OtherPage, route: Route): Promise<void> {
    let code: PageCode;
    try {
      code = await this.code[name]();
    } catch {
      if (this.#wanted === route) {
        this.root.replaceChildren(this.#failed());
      }
      return;
    }
    if (this.#wanted?.page !== name || this.#page !== null) {
      return;
    }
    const shown = code.open(this.surroundings);
    this.#page = { name, shown };
    this.root.replaceChildren(shown.root);
    shown.show(this.#wanted.query);
  }

  #failed(): HTMLElement {
    const text = textOf(this.surroundings.look().language);
    // Browsers remember that a module could not be fetched: only a new document asks again.
    const again = element('button', { type: 'button' }, text.retry);
    again.addEventListener('click', () => location.reload());
    return element(
      'main',
      { class: 'page' },
      element('div', { class: 'failed', role: 'alert' }, element('p', {}, text.pageFailed), again),
    );
  }
}
