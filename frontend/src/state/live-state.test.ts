import delta from '@golden/live-delta.json';
import snapshot from '@golden/live-snapshot.json';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '../contract/decode';
import type { StateFrame, StatePart } from '../contract/frames';
import { applyFrame, EMPTY_STATE, type LiveState } from './live-state';
import { countsOf, lateEvents, rejectedRecords, totalEvents } from './numbers';

const GOLDEN_SNAPSHOT = decodeFrame(JSON.stringify(snapshot)) as StateFrame;
const GOLDEN_DELTA = decodeFrame(JSON.stringify(delta)) as StateFrame;

function fold(frames: readonly StateFrame[], from: LiveState = EMPTY_STATE): LiveState {
  return frames.reduce((state, frame) => applyFrame(state, frame).state, from);
}

function snapshotOf(epoch: string, seq: number, state: StatePart): StateFrame {
  return { type: 'snapshot', epoch, seq, state };
}

function clicks(count: number): StatePart {
  return { scopes: { all: { action: { '0': count } } } };
}

describe('the golden frames', () => {
  it('add up to the numbers of the page', () => {
    const state = fold([GOLDEN_SNAPSHOT]);
    expect(totalEvents(state)).toBe(9_999);
    expect(lateEvents(state)).toBe(5);
    expect(rejectedRecords(state)).toBe(3);
    expect(state.progress.lag).toBe(7);
    expect([state.epoch, state.seq]).toEqual(['3f9c2a51', 41]);
  });

  it('replace the cells of a delta and keep the others', () => {
    const state = fold([GOLDEN_SNAPSHOT, GOLDEN_DELTA]);
    expect(Object.fromEntries(countsOf(state, 'action'))).toEqual({ '0': 8752, '2': 672, '3': 577 });
    expect(Object.fromEntries(countsOf(state, 'province'))).toEqual({ 北京: 9988, 未知: 12, 广东: 1 });
    expect([...state.pulse.values()]).toEqual([
      [1764000000, 123],
      [1764000001, 9],
    ]);
    expect(state.progress.lag).toBe(5);
    expect(state.seq).toBe(42);
  });
});

it('keeps the latest events, each once, in the order of their records', () => {
  const event = (at: number) => ({
    at,
    id: `0-${at}`,
    action: 0,
    province: '',
    item: '',
    category: '',
    user: '***',
  });
  const state = fold([
    snapshotOf('e', 0, { recent: [3, 1, 2].map(event) }),
    snapshotOf('e', 1, { recent: [2, 4].map(event) }),
  ]);
  expect(state.recent.map(({ at }) => at)).toEqual([1, 2, 3, 4]);
  const many = fold(
    [snapshotOf('e', 2, { recent: Array.from({ length: 30 }, (_, at) => event(at)) })],
    state,
  );
  expect(many.recent.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, index) => index + 10));
});

it('keeps the list of more events, and no count of it falls', () => {
  const top = (events: number, ...counts: [string, number][]) => ({
    tops: { all: { item: { events, floor: 1, counts } } },
  });
  const state = fold([
    snapshotOf('e', 0, top(10, ['a', 6], ['b', 4])),
    snapshotOf('e', 1, top(9, ['a', 9])),
    snapshotOf('e', 2, top(12, ['c', 6], ['a', 5])),
  ]);
  expect(state.tops.get('all|item')).toEqual({
    events: 12,
    floor: 1,
    counts: [
      ['c', 6],
      ['a', 6],
    ],
  });
});

it('keeps the larger count of a second by action', () => {
  const state = fold([
    snapshotOf('e', 0, { pulseActions: [[600, 5, 1, 0, 0]] }),
    snapshotOf('e', 1, { pulseActions: [[600, 4, 1, 0, 0]] }),
    snapshotOf('e', 2, { pulseActions: [[601, 1, 0, 0, 0]] }),
  ]);
  expect([...state.pulseActions.values()]).toEqual([
    [600, 5, 1, 0, 0],
    [601, 1, 0, 0, 0],
  ]);
});

describe('sequence numbers', () => {
  it('ignore a delta that came before', () => {
    const state = fold([GOLDEN_SNAPSHOT, GOLDEN_DELTA]);
    expect(applyFrame(state, GOLDEN_DELTA)).toEqual({ state, outcome: 'duplicate' });
  });

  it('notice a missing delta and leave the state as it was', () => {
    const state = fold([GOLDEN_SNAPSHOT]);
    expect(applyFrame(state, { ...GOLDEN_DELTA, seq: 43 })).toEqual({ state, outcome: 'gap' });
  });

  it('take no delta of another service without its snapshot', () => {
    expect(applyFrame(EMPTY_STATE, GOLDEN_DELTA).outcome).toBe('gap');
    expect(applyFrame(fold([GOLDEN_SNAPSHOT]), { ...GOLDEN_DELTA, epoch: 'another' }).outcome).toBe('gap');
  });

  it('go on with a conflated snapshot', () => {
    const state = fold([GOLDEN_SNAPSHOT, { ...GOLDEN_SNAPSHOT, seq: 90 }, { ...GOLDEN_DELTA, seq: 91 }]);
    expect(state.seq).toBe(91);
  });
});

describe('a restarted service', () => {
  it('with the same counts changes nothing but the numbering', () => {
    const before = fold([GOLDEN_SNAPSHOT]);
    const after = fold([{ ...GOLDEN_SNAPSHOT, epoch: 'restarted', seq: 0 }], before);
    expect(after).toEqual({ ...before, epoch: 'restarted', seq: 0 });
  });

  it('that has not read all counts yet does not take numbers back', () => {
    const state = fold([snapshotOf('one', 5, clicks(100)), snapshotOf('two', 0, clicks(40))]);
    expect(totalEvents(state)).toBe(100);
  });

  it('over a replaced topic starts anew', () => {
    const state = fold([
      snapshotOf('one', 5, { ...clicks(100), progress: { positions: { '0': 100 } } }),
      snapshotOf('two', 0, { ...clicks(3), progress: { positions: { '0': 3 }, endOffsets: { '0': 3 } } }),
    ]);
    expect(totalEvents(state)).toBe(3);
  });
});

it('keeps a province named like a part of JavaScript as a province', () => {
  const frame = decodeFrame(
    '{"type":"snapshot","epoch":"e","seq":0,"state":{"scopes":{"all":{"province":{"__proto__":7,"constructor":2}}}}}',
  ) as StateFrame;
  expect([...countsOf(fold([frame]), 'province')]).toEqual([
    ['__proto__', 7],
    ['constructor', 2],
  ]);
});

it('keeps the later second of a pulse slot', () => {
  const state = fold([
    snapshotOf('e', 0, { pulse: [[600, 9]] }),
    snapshotOf('e', 1, { pulse: [[1200, 1]] }),
    snapshotOf('e', 2, { pulse: [[600, 50]] }),
  ]);
  expect([...state.pulse.values()]).toEqual([[1200, 1]]);
});

/** What the service knew after each tick: growing counts, moving progress. */
const history = fc
  .array(
    fc.record({
      dimension: fc.constantFrom('action', 'age', 'province', 'late'),
      code: fc.constantFrom('0', '1', '北京', '__proto__'),
      more: fc.integer({ min: 1, max: 1_000 }),
      lag: fc.integer({ min: 0, max: 50 }),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((ticks) => {
    const whole = new Map<string, Map<string, number>>();
    let position = 0;
    // Measured at the broker, so also a service that is still reading counts knows the true end.
    const end = ticks.reduce((sum, { more }) => sum + more, 0);
    return ticks.map(({ dimension, code, more, lag }, index) => {
      const cells = whole.get(dimension) ?? new Map<string, number>();
      whole.set(dimension, cells.set(code, (cells.get(code) ?? 0) + more));
      position += more;
      const second = 1_000 + (index >> 1);
      const tail = {
        pulse: [[second, position] as const],
        progress: {
          positions: { '0': position },
          endOffsets: { '0': end },
          lag,
          recordTime: position,
        },
      };
      return {
        part: {
          scopes: { all: { [dimension]: Object.fromEntries([[code, cells.get(code) ?? 0]]) } },
          ...tail,
        },
        whole: {
          scopes: {
            all: Object.fromEntries([...whole].map(([name, counts]) => [name, Object.fromEntries(counts)])),
          },
          ...tail,
        },
      };
    });
  });

describe('any way of frames', () => {
  it('leads to what the service knows, and never shows a smaller count', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat(5)), (ticks, choices) => {
        const choose = () => choices.next().value as number;
        const last = ticks.length - 1;
        let state = EMPTY_STATE;
        let shown = 0;
        let epoch = 'first';
        const receive = (frame: StateFrame) => {
          const { state: next, outcome } = applyFrame(state, frame);
          state = next;
          expect(totalEvents(state)).toBeGreaterThanOrEqual(shown);
          shown = totalEvents(state);
          return outcome;
        };
        const sendSnapshot = (seq: number) =>
          receive({ type: 'snapshot', epoch, seq, state: ticks[seq]?.whole ?? {} });
        const sendDelta = (seq: number) =>
          receive({ type: 'delta', epoch, seq, state: ticks[seq]?.part ?? {} });

        sendSnapshot(Math.min(choose(), last));
        while (state.seq < last) {
          switch (choose()) {
            case 0: // a duplicate, or an older delta
              sendDelta(Math.max(0, state.seq - choose()));
              break;
            case 1: // a conflated snapshot
              sendSnapshot(Math.min(last, state.seq + choose()));
              break;
            case 2: // frames are lost, and the client resumes with what it missed
              if (state.seq + 2 <= last) {
                expect(sendDelta(state.seq + 2)).toBe('gap');
              }
              break;
            case 3: // the service starts again and has not read everything yet
              epoch = `${epoch}'`;
              sendSnapshot(Math.max(0, state.seq - choose()));
              break;
            default:
              expect(sendDelta(state.seq + 1)).toBe('applied');
          }
        }

        const straight = applyFrame(EMPTY_STATE, {
          type: 'snapshot',
          epoch,
          seq: last,
          state: ticks[last]?.whole ?? {},
        }).state;
        expect(state.scopes).toEqual(straight.scopes);
        expect(state.progress).toEqual(straight.progress);
        expect(state.seq).toBe(last);
      }),
    );
  });
});
