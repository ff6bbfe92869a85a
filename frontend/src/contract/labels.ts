import golden from '@golden/labels.json';

export type Language = 'zh' | 'en';

/** The dimensions that have labels and a chart each. */
export type Dimension = 'action' | 'age' | 'gender' | 'province';

export const DIMENSIONS: readonly Dimension[] = ['action', 'age', 'gender', 'province'];

interface Label {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
}

// The file is the contract itself, read at build time; the Java enums are held to it by the same file.
const LABELS: Readonly<Record<Dimension, readonly Label[]>> = golden;

/** The codes of a dimension in the order of the contract. */
export function codesOf(dimension: Dimension): readonly string[] {
  return LABELS[dimension].map(({ key }) => key);
}

/** The label of a code, or the code itself if the contract has none (a province may be any text). */
export function labelOf(dimension: Dimension, code: string, language: Language): string {
  return LABELS[dimension].find(({ key }) => key === code)?.[language] ?? code;
}
