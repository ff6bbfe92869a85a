/** What a tile knows of the answer to its question. */
export type State<Data> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly problem: unknown }
  | {
      readonly kind: 'loaded';
      readonly data: Data;
      /** When it came, epoch milliseconds. */
      readonly at: number;
      /** Why it is not newer; `null` if nothing has gone wrong since. */
      readonly stale: { readonly problem: unknown } | null;
    };

export type Outcome<Data> =
  { readonly kind: 'answered'; readonly data: Data } | { readonly kind: 'failed'; readonly problem: unknown };

/**
 * @param keeps whether what is there answers the question that was asked: then an old answer is better than none
 * @param now epoch milliseconds
 */
export function settled<Data>(
  before: State<Data>,
  outcome: Outcome<Data>,
  keeps: boolean,
  now: number,
): State<Data> {
  if (outcome.kind === 'answered') {
    return { kind: 'loaded', data: outcome.data, at: now, stale: null };
  }
  return keeps && before.kind === 'loaded'
    ? { ...before, stale: { problem: outcome.problem } }
    : { kind: 'failed', problem: outcome.problem };
}
