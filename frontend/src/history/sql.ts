import type { Dimension } from '../contract/labels';
import { endOf, type Span } from './span';
import type { Bucket, Filters, Interval, Kind } from './view';

/** Which events a statement is about. */
export interface Scope {
  readonly span: Span;
  readonly filters: Filters;
  /** Business time zone, as in `Asia/Shanghai`. */
  readonly zone: string;
}

/** A question of the page, as far as SQL has to know it. */
export type Question =
  | { readonly of: 'events' }
  | { readonly of: 'visitors' }
  | { readonly of: 'funnel' }
  | { readonly of: 'trend'; readonly interval: Interval; readonly lines: Dimension | null }
  | { readonly of: 'counts'; readonly rows: Dimension; readonly columns: Bucket | null }
  | { readonly of: 'hot'; readonly kind: Kind; readonly limit: number };

/** The filters that a question takes: the funnel is made of actions, so none of them. */
export function filtersOf(question: Question, filters: Filters): Filters {
  const { action: _, ...withoutAction } = filters;
  return question.of === 'funnel' ? withoutAction : filters;
}

const COLUMNS: Readonly<Record<Dimension, string>> = {
  action: 'action',
  age: 'age_range',
  gender: 'gender',
  province: 'province',
};
const IDS: Readonly<Record<Kind, string>> = { item: 'item_id', category: 'cat_id', brand: 'brand_id' };
const CELLS = { table: 'lake.taobao.behavior_1m', time: 'window_start' } as const;
const EVENTS = { table: 'lake.taobao.raw_events', time: 'event_time' } as const;

/**
 * A statement for Trino that gives what a tile shows, out of the tables that everything else is made from:
 * the service reads rollups where it can, to the same numbers.
 */
export function sqlOf(question: Question, scope: Scope): string {
  switch (question.of) {
    case 'events':
      return select(['sum(events) AS events'], CELLS, scope);
    case 'visitors':
      return select(['cardinality(approx_set(user_id)) AS visitors'], EVENTS, scope);
    case 'funnel':
      return select(
        ['click', 'cart', 'buy'].map(
          (name, action) => `coalesce(sum(events) FILTER (WHERE action = ${action}), 0) AS ${name}s`,
        ),
        CELLS,
        scope,
      );
    case 'trend':
      return select(
        [
          `${bucket(question.interval, scope)} AS ${question.interval}`,
          ...(question.lines === null ? [] : [COLUMNS[question.lines]]),
          'sum(events) AS events',
        ],
        CELLS,
        scope,
        question.lines === null ? 'GROUP BY 1\nORDER BY 1' : 'GROUP BY 1, 2\nORDER BY 1, 2',
      );
    case 'counts':
      return question.columns === null
        ? select(
            [
              COLUMNS[question.rows],
              'sum(events) AS events',
              'round(100.0 * sum(events) / sum(sum(events)) OVER (), 2) AS percent',
            ],
            CELLS,
            scope,
            'GROUP BY 1\nORDER BY 2 DESC',
          )
        : select(
            [COLUMNS[question.rows], named(question.columns, scope), 'sum(events) AS events'],
            CELLS,
            scope,
            'GROUP BY 1, 2\nORDER BY 2, 3 DESC',
          );
    case 'hot': {
      const id = IDS[question.kind];
      return select(
        [id, 'count(*) AS events'],
        EVENTS,
        scope,
        `GROUP BY 1\nORDER BY 2 DESC, 1\nLIMIT ${question.limit}`,
        `${id} <> ''`,
      );
    }
  }
}

/** The statement, and the one for the period before if there is any. */
export function sqlWithBefore(
  question: Question,
  scope: Scope,
  before: { readonly question: Question; readonly span: Span },
  words: string,
): string {
  const sql = sqlOf(question, scope);
  return before.span === null
    ? `${sql};`
    : `${sql};\n\n-- ${words}\n${sqlOf(before.question, { ...scope, span: before.span })};`;
}

function select(
  columns: readonly string[],
  from: { readonly table: string; readonly time: string },
  { span, filters, zone }: Scope,
  rest = '',
  ...conditions: readonly string[]
): string {
  const wanted = [...conditions];
  if (span !== null) {
    const end = endOf(span);
    wanted.push(
      // The date is what the tables are partitioned by.
      `dt BETWEEN DATE '${span.from.slice(0, 10)}' AND DATE '${span.to.slice(0, 10)}'`,
      `${from.time} >= ${timestamp(span.from, zone)}`,
      `${from.time} < ${timestamp(end, zone)}`,
    );
  }
  for (const [dimension, code] of Object.entries(filters) as [Dimension, string][]) {
    wanted.push(`${COLUMNS[dimension]} = ${dimension === 'province' ? quoted(code) : Number(code)}`);
  }
  return [
    `SELECT ${columns.join(', ')}`,
    `FROM ${from.table}`,
    ...(wanted.length === 0 ? [] : [`WHERE ${wanted.join('\n  AND ')}`]),
    ...(rest === '' ? [] : [rest]),
  ].join('\n');
}

function named(by: Bucket, scope: Scope): string {
  return by === 'day' || by === 'hour' ? `${bucket(by, scope)} AS ${by}` : COLUMNS[by];
}

function bucket(interval: Interval, { zone }: Scope): string {
  return interval === 'day'
    ? 'dt'
    : `format_datetime(window_start AT TIME ZONE ${quoted(zone)}, 'yyyy-MM-dd HH:00:00')`;
}

function timestamp(minute: string, zone: string): string {
  return `TIMESTAMP ${quoted(`${minute.replace('T', ' ')}:00 ${zone}`)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
