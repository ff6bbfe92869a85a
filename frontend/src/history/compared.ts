import { growth, growthText } from '../charts/row';
import type { Language } from '../contract/labels';
import type { Cell, Column } from '../tile/table';
import { historyText } from './text';

/** The columns that a table has more if it is compared. */
export function comparedColumns(compared: boolean, language: Language): readonly Column[] {
  return compared
    ? [
        { title: historyText(language).before, kind: 'number' },
        { title: '± %', kind: 'number' },
      ]
    : [];
}

/**
 * Their cells.
 *
 * @param before `null`: not known; `undefined`: not compared
 */
export function comparedCells(now: number, before: number | null | undefined): readonly Cell[] {
  if (before === undefined) {
    return [];
  }
  const grown = before === null ? null : growth(now, before);
  return [before, grown === null ? null : { text: growthText(grown), value: Number(grown.toFixed(1)) }];
}
