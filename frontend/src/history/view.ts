import { codesOf, DIMENSIONS, type Dimension } from '../contract/labels';

export const PRESETS = ['today', '24h', '7d', '30d', '90d', 'all'] as const;
export type Preset = (typeof PRESETS)[number];

/** A minute of business time, `yyyy-MM-ddTHH:mm`, as inputs of the browser write it. */
export type LocalMinute = string;

/** From one minute to another, both included; or what a word says, seen from now. */
export type Range =
  | { readonly preset: Preset }
  | { readonly preset: null; readonly from: LocalMinute; readonly to: LocalMinute };

export const INTERVALS = ['day', 'hour'] as const;
export type Interval = (typeof INTERVALS)[number];

export type Bucket = Dimension | Interval;

export const KINDS = ['item', 'category', 'brand'] as const;
export type Kind = (typeof KINDS)[number];

/** Codes by dimension; a dimension that is not in it is not filtered. */
export type Filters = Readonly<Partial<Record<Dimension, string>>>;

/** All that a reader chose on the page. It stands in the address, so a view can be shared. */
export interface HistoryView {
  readonly range: Range;
  readonly filters: Filters;
  /** Beside the period of the same length before it. */
  readonly compare: boolean;
  /** How long a point of the trend is; `null`: what suits the range. */
  readonly interval: Interval | null;
  /** A line of the trend for each value of it. */
  readonly lines: Dimension | null;
  readonly rows: Dimension;
  /** What the rows are broken down by. */
  readonly columns: Bucket | null;
  readonly kind: Kind;
}

export const FIRST_VIEW: HistoryView = {
  range: { preset: '7d' },
  filters: {},
  compare: false,
  interval: null,
  lines: null,
  rows: 'age',
  columns: 'gender',
  kind: 'item',
};

/** Reads what {@link queryOf} wrote. What is missing or makes no sense is as in the first view. */
export function viewOf(query: URLSearchParams): HistoryView {
  const rows = oneOf(DIMENSIONS, query.get('rows')) ?? FIRST_VIEW.rows;
  const columns =
    query.get('columns') === 'none'
      ? null
      : (oneOf([...DIMENSIONS, ...INTERVALS], query.get('columns')) ?? FIRST_VIEW.columns);
  return {
    range: rangeOf(query),
    filters: filtersOf(query),
    compare: query.get('compare') === '1',
    interval: oneOf(INTERVALS, query.get('interval')),
    lines: oneOf(DIMENSIONS, query.get('lines')),
    rows,
    columns: columns === rows ? null : columns,
    kind: oneOf(KINDS, query.get('kind')) ?? FIRST_VIEW.kind,
  };
}

/** The view as parameters of the address; what is as in the first view is left out. */
export function queryOf(view: HistoryView): URLSearchParams {
  const query = new URLSearchParams();
  if (view.range.preset === null) {
    query.set('from', view.range.from);
    query.set('to', view.range.to);
  } else if (view.range.preset !== '7d') {
    query.set('range', view.range.preset);
  }
  for (const dimension of DIMENSIONS) {
    const code = view.filters[dimension];
    if (code !== undefined) {
      query.set(dimension, code);
    }
  }
  if (view.compare) {
    query.set('compare', '1');
  }
  if (view.interval !== null) {
    query.set('interval', view.interval);
  }
  if (view.lines !== null) {
    query.set('lines', view.lines);
  }
  if (view.rows !== FIRST_VIEW.rows) {
    query.set('rows', view.rows);
  }
  if (view.columns !== FIRST_VIEW.columns) {
    query.set('columns', view.columns ?? 'none');
  }
  if (view.kind !== FIRST_VIEW.kind) {
    query.set('kind', view.kind);
  }
  return query;
}

/** Two minutes in order, or `null` if one of them is none. */
export function between(from: string, to: string): Range | null {
  const times = [from, to].map((text) => text.slice(0, 16)).sort();
  const [first = '', last = ''] = times;
  return isMinute(first) && isMinute(last) ? { preset: null, from: first, to: last } : null;
}

function rangeOf(query: URLSearchParams): Range {
  return (
    between(query.get('from') ?? '', query.get('to') ?? '') ?? {
      preset: oneOf(PRESETS, query.get('range')) ?? '7d',
    }
  );
}

function filtersOf(query: URLSearchParams): Filters {
  const filters: Partial<Record<Dimension, string>> = {};
  for (const dimension of DIMENSIONS) {
    const code = query.get(dimension);
    // A province may be any text; the other dimensions have closed lists.
    if (code !== null && code !== '' && (dimension === 'province' || codesOf(dimension).includes(code))) {
      filters[dimension] = code.slice(0, 50);
    }
  }
  return filters;
}

function isMinute(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) || text.startsWith('0000')) {
    return false;
  }
  const millis = Date.parse(`${text}:00Z`);
  // Dates that do not exist, such as 30 February, come back as others.
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(text);
}

function oneOf<Value extends string>(values: readonly Value[], text: string | null): Value | null {
  return values.find((value) => value === text) ?? null;
}
