import type { Language } from '../contract/labels';
import { element, setAttribute, setText } from './element';
import { fragmentOf, PAGES, type PageName } from './route';
import { textOf } from './text';

/** Links to the pages. */
export class Navigation {
  readonly root = element('nav', { class: 'pages' });
  readonly #links: ReadonlyMap<PageName, HTMLAnchorElement> = new Map(
    PAGES.map((page) => [page, element('a', { href: fragmentOf(page), 'data-page': page })]),
  );

  constructor() {
    this.root.append(...this.#links.values());
  }

  translate(language: Language): void {
    const text = textOf(language);
    this.root.setAttribute('aria-label', text.pages);
    for (const [page, link] of this.#links) {
      setText(link, text.page[page]);
    }
  }

  /** The link to a page leads to what it showed last. */
  link(page: PageName, query: URLSearchParams): void {
    const link = this.#links.get(page);
    if (link !== undefined) {
      setAttribute(link, 'href', fragmentOf(page, query));
    }
  }

  /** Marks the page that is shown. */
  show(current: PageName): void {
    for (const [page, link] of this.#links) {
      if (page === current) {
        link.setAttribute('aria-current', 'page');
      } else {
        link.removeAttribute('aria-current');
      }
    }
  }
}
