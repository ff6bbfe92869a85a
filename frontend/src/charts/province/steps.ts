/** Colours that the theme has for steps, the faintest first. */
export const STEP_COUNT = 5;

/**
 * Where the steps of colour begin: at 1, 2 or 5 and noughts, so that they can be said in a word, stay for long
 * while counts grow, and tell small provinces apart although one is far ahead.
 *
 * @param largest count to be coloured
 * @returns at most {@link STEP_COUNT} counts, ascending, the first one 1; none if there is nothing
 */
export function stepsOf(largest: number): readonly number[] {
  const steps: number[] = [];
  for (
    let step = roundBelow(largest);
    step > 1 && steps.length < STEP_COUNT - 1;
    step = roundBelow(step - 1)
  ) {
    steps.unshift(step);
  }
  return largest < 1 ? [] : [1, ...steps];
}

/** The step of a count, from 0; -1 for nothing. Few steps take the strongest colours. */
export function stepOf(count: number, steps: readonly number[]): number {
  const passed = steps.filter((step) => count >= step).length;
  return passed === 0 ? -1 : passed - 1 + STEP_COUNT - steps.length;
}

function roundBelow(count: number): number {
  if (count < 1) {
    return 0;
  }
  const unit = 10 ** Math.floor(Math.log10(count) + 1e-9);
  return ([5, 2, 1].find((factor) => factor * unit <= count) ?? 1) * unit;
}
