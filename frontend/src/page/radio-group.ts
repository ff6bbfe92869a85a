import { element, setAttribute, setText } from './element';

/**
 * Buttons of which one is chosen. Tab comes to the chosen one, the arrow keys, Home and End go to the others;
 * with `follow` what they come to is chosen at once, else it takes Enter or the space bar.
 */
export class RadioGroup<Value extends string> {
  readonly root: HTMLElement;
  readonly #buttons: ReadonlyMap<Value, HTMLButtonElement>;

  /**
   * @param name the buttons bear their value as `data-<name>`
   * @param onChoose called for each choice of the reader; what is chosen is only shown by {@link mark}
   */
  constructor(
    values: readonly Value[],
    name: string,
    private readonly onChoose: (value: Value) => void,
    classes: { readonly group: string; readonly button?: string },
    private readonly arrows: 'follow' | 'walk' = 'follow',
  ) {
    this.#buttons = new Map(
      values.map((value) => {
        const button = element('button', {
          type: 'button',
          role: 'radio',
          'aria-checked': 'false',
          [`data-${name}`]: value,
          ...(classes.button === undefined ? {} : { class: classes.button }),
        });
        button.addEventListener('click', () => onChoose(value));
        return [value, button];
      }),
    );
    this.root = element('div', { class: classes.group, role: 'radiogroup' }, ...this.#buttons.values());
    this.root.addEventListener('keydown', (event) => this.#onKey(event));
    this.mark(null);
  }

  translate(label: string, wordsOf: (value: Value) => string): void {
    setAttribute(this.root, 'aria-label', label);
    for (const [value, button] of this.#buttons) {
      setText(button, wordsOf(value));
    }
  }

  /** Shows what is chosen, `null` for none of them. */
  mark(chosen: Value | null): void {
    let reachable = chosen === null ? undefined : this.#buttons.get(chosen);
    reachable ??= this.#buttons.values().next().value;
    for (const [value, button] of this.#buttons) {
      setAttribute(button, 'aria-checked', String(value === chosen));
      setAttribute(button, 'tabindex', button === reachable ? '0' : '-1');
    }
  }

  disable(value: Value, disabled: boolean): void {
    const button = this.#buttons.get(value);
    if (button !== undefined && button.disabled !== disabled) {
      button.disabled = disabled;
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const open = [...this.#buttons].filter(([, { disabled }]) => !disabled);
    const at = open.findIndex(([, button]) => button === event.target);
    const next = at < 0 ? undefined : open[nextIndex(event.key, at, open.length)];
    if (next === undefined) {
      return;
    }
    event.preventDefault();
    const [value, button] = next;
    button.focus();
    if (this.arrows === 'follow') {
      this.onChoose(value);
    }
  }
}

/** Where a key leads to, around the ends; -1 for any other key. */
export function nextIndex(key: string, index: number, length: number): number {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return (index + 1) % length;
    case 'ArrowLeft':
    case 'ArrowUp':
      return (index + length - 1) % length;
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return -1;
  }
}
