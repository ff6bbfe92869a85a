import type { Answers } from '../api/rest';
import { formatBytes, formatCount } from '../charts/look';
import type { Language } from '../contract/labels';
import type { Tone } from '../tile/facts';
import { lakeText } from './text';

export type LakeTable = Answers['/api/lake/tables'][number];

export interface Health {
  readonly tone: Tone;
  /** Every reason in a sentence; why it is well if it is. */
  readonly reasons: readonly string[];
}

/** Files smaller than this are small: reading one costs as much as opening it. */
const SMALL_FILE_BYTES = 16_000_000;
const MANY_FILES = 200;
const FAR_TOO_MANY_FILES = 5_000;
const MANY_SNAPSHOTS = 1_000;
const FAR_TOO_MANY_SNAPSHOTS = 5_000;

/** How well a table is kept, judged by what its readers pay for: small files, delete files, old snapshots. */
export function healthOf(table: LakeTable, language: Language): Health {
  const text = lakeText(language);
  if (table.snapshot_id === null || table.snapshot_id === undefined) {
    return { tone: 'none', reasons: [text.noSnapshot] };
  }
  const found: { tone: Tone; reason: string }[] = [];
  const { files = null, average_file_bytes: average = null, delete_files: deletes = null, snapshots } = table;
  if (files !== null && average !== null && files >= MANY_FILES && average < SMALL_FILE_BYTES) {
    found.push({
      tone: files >= FAR_TOO_MANY_FILES ? 'bad' : 'fair',
      reason: text.smallFiles(formatCount(files, language), formatBytes(average)),
    });
  }
  if (deletes !== null && deletes > 0) {
    found.push({ tone: 'fair', reason: text.deleteFiles(formatCount(deletes, language)) });
  }
  if (snapshots >= MANY_SNAPSHOTS) {
    found.push({
      tone: snapshots >= FAR_TOO_MANY_SNAPSHOTS ? 'bad' : 'fair',
      reason: text.manySnapshots(formatCount(snapshots, language)),
    });
  }
  if (found.length === 0) {
    return { tone: 'good', reasons: [text.inShape] };
  }
  return {
    tone: found.some(({ tone }) => tone === 'bad') ? 'bad' : 'fair',
    reasons: found.map(({ reason }) => reason),
  };
}
