import { describe, expect, it } from 'vitest';
import { settled, type State } from './answer';

const LOADED: State<number> = { kind: 'loaded', data: 7, at: 1_000, stale: null };
const AWAY = { kind: 'failed', problem: 'away' } as const;

describe('the answer of a tile', () => {
  it('stays when the same question fails, and tells since when it is old', () => {
    const stale = settled(LOADED, AWAY, true, 9_000);
    expect(stale).toEqual({ kind: 'loaded', data: 7, at: 1_000, stale: { problem: 'away' } });
    expect(settled(stale, AWAY, true, 19_000)).toEqual(stale);
  });

  it('is new again once the service answers', () => {
    const stale = settled(LOADED, AWAY, true, 9_000);
    expect(settled(stale, { kind: 'answered', data: 8 }, true, 20_000)).toEqual({
      kind: 'loaded',
      data: 8,
      at: 20_000,
      stale: null,
    });
  });

  it('does not pass for that of another question', () => {
    expect(settled(LOADED, AWAY, false, 9_000)).toEqual(AWAY);
  });

  it('is a failure if there was none before', () => {
    expect(settled<number>({ kind: 'loading' }, AWAY, true, 9_000)).toEqual(AWAY);
    expect(settled<number>(AWAY, AWAY, true, 9_000)).toEqual(AWAY);
  });
});
