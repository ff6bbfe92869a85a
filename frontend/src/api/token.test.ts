import { describe, expect, it } from 'vitest';
import { subprotocols, TokenKeeper, type TokenStorage } from './token';

function storage(): TokenStorage & { readonly items: Map<string, string> } {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

describe('a token', () => {
  it('is taken out of the address and kept for the tab', () => {
    const kept = storage();
    const keeper = new TokenKeeper(kept);
    expect(keeper.takeFrom('#token=a.b.c')).toBe('');
    expect(keeper.token).toBe('a.b.c');
    expect(new TokenKeeper(kept).token).toBe('a.b.c');
  });

  it('leaves the rest of the fragment', () => {
    expect(new TokenKeeper(null).takeFrom('#token=a.b.c&x=1')).toBe('#x=1');
    expect(new TokenKeeper(null).takeFrom('#/history?range=all&token=a.b.c')).toBe('#/history?range=all');
    expect(new TokenKeeper(null).takeFrom('#/lake?token=a.b.c')).toBe('#/lake');
    expect(new TokenKeeper(null).takeFrom('#x=1')).toBeNull();
    expect(new TokenKeeper(null).takeFrom('')).toBeNull();
  });

  it('may be pasted with the word before it, and forgotten', () => {
    const kept = storage();
    const keeper = new TokenKeeper(kept);
    keeper.keep('  Bearer a.b.c\n');
    expect(keeper.token).toBe('a.b.c');
    keeper.keep(' ');
    expect(keeper.token).toBeNull();
    expect(kept.items.size).toBe(0);
  });

  it('travels as a subprotocol', () => {
    expect(subprotocols(null)).toEqual([]);
    expect(subprotocols('a.b.c')).toEqual(['tidelake', 'bearer.a.b.c']);
  });
});
