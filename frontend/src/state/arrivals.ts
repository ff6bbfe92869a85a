import { codesOf, labelOf, type Language } from '../contract/labels';
import type { LiveState } from './live-state';
import { countsOf } from './numbers';

/** A value of a dimension that has no chart. */
export interface Item {
  readonly code: string;
  readonly label: string;
  readonly count: number;
}

/** Events by how long they took to arrive, shortest first; steps that nothing took are left out. */
export function delays(state: LiveState, language: Language, scope?: string): readonly Item[] {
  return items(state, 'delay', language, scope);
}

/** Rejected records by reason, the most frequent first; reasons that did not occur are left out. */
export function rejections(state: LiveState, language: Language): readonly Item[] {
  // The sort is stable: reasons of equal count keep the order of the contract and do not dance.
  return [...items(state, 'rejected', language)].sort((one, other) => other.count - one.count);
}

function items(
  state: LiveState,
  dimension: 'delay' | 'rejected',
  language: Language,
  scope?: string,
): readonly Item[] {
  const counts = countsOf(state, dimension, scope);
  const known = codesOf(dimension);
  // A newer service may know more of them.
  const foreign = [...counts.keys()].filter((code) => !known.includes(code));
  return [...known, ...foreign]
    .map((code) => ({ code, label: labelOf(dimension, code, language), count: counts.get(code) ?? 0 }))
    .filter(({ count }) => count > 0);
}
