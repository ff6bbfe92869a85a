import type { Top } from './top-list';

/** How provinces are drawn. */
export type ProvinceView = 'map' | 'ranking';

export const PROVINCE_VIEWS: readonly ProvinceView[] = ['map', 'ranking'];
export const TOPS: readonly Top[] = ['item', 'category', 'brand'];

/** What a reader chose on the live board. It stands in the address, so a view can be shared. */
export interface LiveChoices {
  /** `all`, `today`, or a business date. */
  readonly scope: string;
  readonly view: ProvinceView;
  readonly top: Top;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a date has the form that the service gives it, and exists. */
export function isDate(text: string): boolean {
  const parsed = DATE.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return parsed !== null && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

/** What the address does not say, or says wrong, is as it is without it. */
export function readChoices(query: URLSearchParams): LiveChoices {
  const scope = query.get('scope') ?? '';
  return {
    scope: scope === 'today' || isDate(scope) ? scope : 'all',
    view: PROVINCE_VIEWS.find((view) => view === query.get('view')) ?? 'map',
    top: TOPS.find((top) => top === query.get('top')) ?? 'item',
  };
}

export function writeChoices({ scope, view, top }: LiveChoices): URLSearchParams {
  const query = new URLSearchParams();
  if (scope !== 'all') {
    query.set('scope', scope);
  }
  if (view !== 'map') {
    query.set('view', view);
  }
  if (top !== 'item') {
    query.set('top', top);
  }
  return query;
}
