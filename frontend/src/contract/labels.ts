import golden from '@golden/labels.json';

export type Language = 'zh' | 'en';

/** The dimensions that have labels and a chart each. */
export type Dimension = 'action' | 'age' | 'gender' | 'province';

export const DIMENSIONS: readonly Dimension[] = ['action', 'age', 'gender', 'province'];

/** Every dimension that has labels. */
export type Labelled = Dimension | 'delay' | 'rejected';

interface Label {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
}

// The file is the contract itself, read at build time; the Java enums are held to it by the same file.
const LABELS: Readonly<Record<Labelled, readonly Label[]>> = golden;

/** The codes of a dimension in the order of the contract. */
export function codesOf(dimension: Labelled): readonly string[] {
  return LABELS[dimension].map(({ key }) => key);
}

/** The label of a code, or the code itself if the contract has none (a province may be any text). */
export function labelOf(dimension: Labelled, code: string, language: Language): string {
  return LABELS[dimension].find(({ key }) => key === code)?.[language] ?? code;
}
