import type { Language } from '../contract/labels';

export type Theme = 'dark' | 'light';

/** What a reader chose, as far as they chose. */
export interface Preferences {
  readonly language: Language;
  /** Dark until a reader chooses: the page is made for a wall. */
  readonly theme: Theme;
  readonly patterns: boolean;
}

/** The browser's own wishes, and where choices are kept. */
export interface Browser {
  /** Choices in the address win, so that a wall screen can be set up by its link: `?lang=zh&theme=dark`. */
  readonly search: string;
  readonly language: string;
  readonly prefersMoreContrast: boolean;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null;
}

const KEY = 'tidelake.preferences';

export function readPreferences(browser: Browser): Preferences {
  const address = new URLSearchParams(browser.search);
  const stored = readStored(browser.storage);
  return {
    language:
      asLanguage(address.get('lang')) ??
      asLanguage(stored.language) ??
      (browser.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'),
    theme: asTheme(address.get('theme')) ?? asTheme(stored.theme) ?? 'dark',
    patterns: typeof stored.patterns === 'boolean' ? stored.patterns : browser.prefersMoreContrast,
  };
}

/** The address without what it says of preferences: a choice of the reader goes before that of a link. */
export function withoutPreferences(search: string): string {
  const address = new URLSearchParams(search);
  if (!address.has('lang') && !address.has('theme')) {
    return search;
  }
  address.delete('lang');
  address.delete('theme');
  return address.size === 0 ? '' : `?${address}`;
}

export function storePreferences(preferences: Preferences, storage: Browser['storage']): void {
  try {
    storage?.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // A full or forbidden storage costs the memory of a choice, not the page.
  }
}

function readStored(storage: Browser['storage']): Record<string, unknown> {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(KEY) ?? '{}');
    return typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function asLanguage(value: unknown): Language | null {
  return value === 'zh' || value === 'en' ? value : null;
}

function asTheme(value: unknown): Theme | null {
  return value === 'dark' || value === 'light' ? value : null;
}
