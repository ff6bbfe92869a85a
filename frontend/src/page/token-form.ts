import type { Language } from '../contract/labels';
import { element, setText } from './element';
import { textOf } from './text';

/** Asks for a token, once the service has said that it wants one. */
export class TokenForm {
  readonly #form: HTMLFormElement;
  readonly #label = element('label', { for: 'token' });
  readonly #input = element('input', {
    id: 'token',
    type: 'password',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  readonly #button = element('button', { type: 'submit' });

  constructor(give: (token: string) => void) {
    this.#form = element('form', { class: 'token-form' }, this.#label, this.#input, this.#button);
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#form.remove();
      give(this.#input.value);
      this.#input.value = '';
    });
  }

  show(language: Language): void {
    const text = textOf(language);
    setText(this.#label, text.tokenNeeded);
    setText(this.#button, text.tokenGive);
    if (!this.#form.isConnected) {
      document.body.append(this.#form);
      this.#input.focus();
    }
  }
}
