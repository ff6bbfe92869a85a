import { element, setAttribute } from '../page/element';

/** A list to choose from; `''` stands for no choice. */
export class Choice {
  readonly root = element('select');
  #painted = '';

  constructor(choose: (value: string) => void) {
    this.root.addEventListener('change', () => choose(this.root.value));
  }

  /** @param options value and words, in order */
  paint(name: string, options: readonly (readonly [string, string])[], value: string): void {
    setAttribute(this.root, 'aria-label', name);
    this.root.title = name;
    const known = options.some(([option]) => option === value);
    // A value that is not listed, such as a foreign province out of a link, is shown all the same.
    const all = known ? options : [...options, [value, value] as const];
    // Untouched while nothing changes: it may be open.
    const painted = JSON.stringify(all);
    if (this.#painted !== painted) {
      this.#painted = painted;
      this.root.replaceChildren(...all.map(([option, words]) => element('option', { value: option }, words)));
    }
    if (this.root.value !== value) {
      this.root.value = value;
    }
  }
}
