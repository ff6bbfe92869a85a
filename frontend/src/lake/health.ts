import type { Answers } from '../api/rest';
import type { Language } from '../contract/labels';
import type { Tone } from '../tile/facts';
import { lakeText } from './text';

export type LakeTable = Answers['/api/lake/tables'][number];

export interface Health {
  readonly tone: Tone;
  /** 0 to 100; `null` if nobody has judged. */
  readonly score: number | null;
  /** Every reason, the worst first; why it is well if it is, or why nobody can tell. */
  readonly reasons: readonly string[];
  /** The operation that helps most; `null` if none is needed. */
  readonly next: string | null;
}

/** From here on a table needs nobody's attention: the score that maintenance itself calls good. */
const GOOD = 80;
const FAIR = 50;

/** How well a table is kept, as maintenance judges it. */
export function healthOf(table: LakeTable, language: Language): Health {
  const text = lakeText(language);
  if (table.snapshot_id === null || table.snapshot_id === undefined) {
    return { tone: 'none', score: null, reasons: [text.noSnapshot], next: null };
  }
  const { health } = table;
  if (health === null || health === undefined) {
    return { tone: 'none', score: null, reasons: [text.notJudged], next: null };
  }
  return {
    tone: health.score >= GOOD ? 'good' : health.score >= FAIR ? 'fair' : 'bad',
    score: health.score,
    reasons: health.reasons.length === 0 ? [text.inShape] : health.reasons.map((reason) => reason.text),
    next: health.next_action === 'none' ? null : (text.operations[health.next_action] ?? health.next_action),
  };
}
