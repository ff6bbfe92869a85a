import type { Language } from '../contract/labels';
import { element, setText } from './element';
import { textOf } from './text';

/**
 * Asks for a token, once the service has said that it wants one. Escape puts the question away, to change the
 * language or the theme, say; a button that stays in view brings it back.
 */
export class TokenForm {
  readonly #label = element('label', { for: 'token' });
  readonly #input = element('input', {
    id: 'token',
    type: 'password',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  readonly #submit = element('button', { type: 'submit' });
  readonly #form = element('form', {}, this.#label, this.#input, this.#submit);
  readonly #dialog = element('dialog', { class: 'token-form', 'aria-labelledby': 'token-label' }, this.#form);
  readonly #again = element('button', { type: 'button', class: 'token-again' });
  #given = false;

  constructor(give: (token: string) => void) {
    this.#label.id = 'token-label';
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const token = this.#input.value;
      this.#given = true;
      this.#dialog.close();
      give(token);
    });
    this.#dialog.addEventListener('close', () => {
      this.#input.value = '';
      this.#dialog.remove();
      if (!this.#given) {
        document.body.append(this.#again);
        this.#again.focus();
      }
    });
    this.#again.addEventListener('click', () => this.#open());
  }

  /** May be called each time that the service refuses: who has put the question away is not asked anew. */
  show(language: Language): void {
    const text = textOf(language);
    setText(this.#label, text.tokenNeeded);
    setText(this.#submit, text.tokenGive);
    setText(this.#again, text.tokenAgain);
    if (!this.#again.isConnected && !this.#dialog.isConnected) {
      this.#open();
    }
  }

  #open(): void {
    this.#given = false;
    this.#again.remove();
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    this.#input.focus();
  }
}
