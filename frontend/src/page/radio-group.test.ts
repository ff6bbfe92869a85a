import { expect, it } from 'vitest';
import { nextIndex } from './radio-group';

it('arrow keys lead around the ends, Home and End to them, and no other key anywhere', () => {
  expect(['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp'].map((key) => nextIndex(key, 2, 3))).toEqual([
    0, 0, 1, 1,
  ]);
  expect(['ArrowLeft', 'Home', 'End', 'Enter', 'Tab', ' '].map((key) => nextIndex(key, 0, 3))).toEqual([
    2, 0, 2, -1, -1, -1,
  ]);
});
