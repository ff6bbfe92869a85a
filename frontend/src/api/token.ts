/** Where the token is kept: until the tab is closed, and for this page's origin alone. */
export type TokenStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const KEY = 'tidelake.token';
const IN_ADDRESS = 'token';

/** The token that a reader gave, if the service is closed and they did. */
export class TokenKeeper {
  #token: string | null;

  constructor(private readonly storage: TokenStorage | null) {
    this.#token = storage?.getItem(KEY) ?? null;
  }

  get token(): string | null {
    return this.#token;
  }

  /** @param text as it was typed or pasted; blank forgets the token */
  keep(text: string): void {
    const token = text.trim().replace(/^bearer\s+/i, '');
    this.#token = token === '' ? null : token;
    if (this.#token === null) {
      this.storage?.removeItem(KEY);
    } else {
      this.storage?.setItem(KEY, this.#token);
    }
  }

  /**
   * Takes a token out of the fragment of the address (`#token=…`, or `#/history?token=…`), which browsers
   * send to nobody.
   *
   * @returns the fragment to leave in the address, or `null` if there was no token in it
   */
  takeFrom(fragment: string): string | null {
    const text = fragment.replace(/^#/, '');
    const path = text.includes('?') ? text.slice(0, text.indexOf('?') + 1) : '';
    const parameters = new URLSearchParams(text.slice(path.length));
    const token = parameters.get(IN_ADDRESS);
    if (token === null) {
      return null;
    }
    this.keep(token);
    parameters.delete(IN_ADDRESS);
    const rest = path.slice(0, parameters.size === 0 ? -1 : undefined) + parameters.toString();
    return rest === '' ? '' : `#${rest}`;
  }
}

/** The subprotocols that carry a token: a browser can set no header on a WebSocket. */
export function subprotocols(token: string | null): string[] {
  return token === null ? [] : ['tidelake', `bearer.${token}`];
}
