/** The pages, in the order of the navigation. */
export const PAGES = ['live', 'history', 'lake', 'system'] as const;

export type PageName = (typeof PAGES)[number];

/** Where a reader is: a page, and what it shows. Both stand in the fragment, so any static server will do. */
export interface Route {
  readonly page: PageName;
  readonly query: URLSearchParams;
}

/** Reads `#/history?range=7d`. What is no page of ours is the live one. */
export function routeOf(fragment: string): Route {
  const [path = '', search = ''] = split(fragment.replace(/^#/, ''), '?');
  const name = path.replace(/^\//, '').replace(/\/$/, '');
  const page = PAGES.find((known) => known === name) ?? 'live';
  return { page, query: new URLSearchParams(name === page || name === '' ? search : '') };
}

export function fragmentOf(page: PageName, query: URLSearchParams = new URLSearchParams()): string {
  const search = query.toString();
  return `#/${page === 'live' ? '' : page}${search === '' ? '' : `?${search}`}`;
}

function split(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
