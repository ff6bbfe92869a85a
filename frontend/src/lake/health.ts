import type { Answers } from '../api/rest';
import type { Language } from '../contract/labels';
import type { Tone } from '../tile/facts';
import { lakeText } from './text';

export type LakeTable = Answers['/api/lake/tables'][number];

export interface Health {
  readonly tone: Tone;
  /** Every reason, the worst first; why it is well if it is, or why nobody can tell. */
  readonly reasons: readonly string[];
}

/** From here on a table needs nobody's attention: the score that maintenance itself calls good. */
const GOOD = 80;
const FAIR = 50;

/** How well a table is kept, as maintenance judges it. */
export function healthOf(table: LakeTable, language: Language): Health {
  const text = lakeText(language);
  if (table.snapshot_id === null || table.snapshot_id === undefined) {
    return { tone: 'none', reasons: [text.noSnapshot] };
  }
  const { health } = table;
  if (health === null || health === undefined) {
    return { tone: 'none', reasons: [text.notJudged] };
  }
  return {
    tone: health.score >= GOOD ? 'good' : health.score >= FAIR ? 'fair' : 'bad',
    reasons: health.reasons.length === 0 ? [text.inShape] : health.reasons,
  };
}
