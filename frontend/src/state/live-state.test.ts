import delta from '@golden/live-delta.json';
import snapshot from '@golden/live-snapshot.json';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '../contract/decode';
import type {
  PulseActions,
  PulsePoint,
  RecentEvent,
  SnapshotFrame,
  StateFrame,
  StatePart,
} from '../contract/frames';
import {
  applyFrame,
  EMPTY_STATE,
  KEPT_SCOPES,
  PULSE_SECONDS,
  RECENT_EVENTS,
  type LiveState,
} from './live-state';
import { countsOf, lateEvents, rejectedRecords, totalEvents } from './numbers';

const GOLDEN_SNAPSHOT = decodeFrame(JSON.stringify(snapshot)) as StateFrame;
const GOLDEN_DELTA = decodeFrame(JSON.stringify(delta)) as StateFrame;

function fold(frames: readonly StateFrame[], from: LiveState = EMPTY_STATE): LiveState {
  return frames.reduce((state, frame) => applyFrame(state, frame).state, from);
}

function snapshotOf(epoch: string, seq: number, state: StatePart): SnapshotFrame {
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
      { ...snapshotOf('one', 5, { ...clicks(100), progress: { positions: { '0': 100 } } }), topic: 'A' },
      { ...snapshotOf('two', 0, { ...clicks(3), progress: { positions: { '0': 3 } } }), topic: 'B' },
    ]);
    expect(totalEvents(state)).toBe(3);
    expect(Object.fromEntries(state.progress.positions)).toEqual({ '0': 3 });
    expect(state.topic).toBe('B');
  });

  it('that measured long ago where the topic ends does not take numbers back', () => {
    const before = { ...clicks(100), progress: { positions: { '0': 100 }, endOffsets: { '0': 100 } } };
    const behind = { ...clicks(40), progress: { positions: { '0': 40 }, endOffsets: { '0': 60 } } };
    for (const topic of [{}, { topic: 'A' }]) {
      const state = fold([
        { ...snapshotOf('one', 5, before), ...topic },
        { ...snapshotOf('two', 0, behind), ...topic },
      ]);
      expect(totalEvents(state)).toBe(100);
    }
  });

  it('that does not know its topic is believed to go on with it', () => {
    const state = fold([
      { ...snapshotOf('one', 5, clicks(100)), topic: 'A' },
      snapshotOf('two', 0, clicks(40)),
    ]);
    expect([totalEvents(state), state.topic]).toEqual([100, 'A']);
    expect(totalEvents(fold([{ ...snapshotOf('three', 0, clicks(4)), topic: 'B' }], state))).toBe(4);
  });
});

it('does not go on with a lag that the service does not know any more', () => {
  const progress = { positions: { '0': 1 }, lag: 7 };
  const state = fold([snapshotOf('e', 0, { progress })]);
  expect(fold([{ type: 'delta', epoch: 'e', seq: 1, state: {} }], state).progress.lag).toBe(7);
  const unknown = fold([{ type: 'delta', epoch: 'e', seq: 1, state: { progress: { lag: null } } }], state);
  expect(unknown.progress.lag).toBeNull();
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

it('remembers all events while days without number are told of in turn, and of those the last ones', () => {
  const top = { item: { events: 1, floor: 0, counts: [['i', 1]] as [string, number][] } };
  const day = (index: number) => `2026-${String(1 + (index % 12)).padStart(2, '0')}-01`;
  let state = fold([snapshotOf('e', 0, { ...clicks(5), tops: { all: top } })]);
  for (let seq = 1; seq <= 1_000; seq += 1) {
    const scope = day(seq);
    const part = { scopes: { [scope]: { action: { '0': seq } } }, tops: { [scope]: top } };
    state = fold([{ type: 'delta', epoch: 'e', seq, state: part }], state);
  }
  const lastDays = Array.from({ length: KEPT_SCOPES - 1 }, (_, index) => day(1_000 - index)).sort();
  expect([...state.scopes.keys()].sort()).toEqual([...lastDays, 'all']);
  expect(totalEvents(state)).toBe(5);
  expect(state.tops.has('all|item')).toBe(true);
  expect(state.tops.size).toBeLessThanOrEqual(3 * KEPT_SCOPES);
});

it('forgets the scopes it has longest not heard of, and never the one of all events', () => {
  const day = (number: number) => `2026-11-${String(number).padStart(2, '0')}`;
  const list = { item: { events: 1, floor: 0, counts: [['a', 1] as const] } };
  let state = EMPTY_STATE;
  for (let number = 1; number <= 30; number += 1) {
    const scope = day(number);
    state = fold(
      [
        snapshotOf('e', number, {
          scopes: { all: { action: { '0': number } }, [scope]: { action: { '0': 1 } } },
          tops: { all: list, [scope]: list },
        }),
      ],
      state,
    );
  }
  const kept = [...Array.from({ length: KEPT_SCOPES - 1 }, (_, index) => day(30 - index)), 'all'].sort();
  expect([...state.scopes.keys()].sort()).toEqual(kept);
  expect([...state.tops.keys()].length).toBeLessThanOrEqual(3 * KEPT_SCOPES);
  expect(state.tops.has('all|item')).toBe(true);
});

/** What the service knew after each tick: growing counts, moving progress, in all the channels. */
const history = fc
  .array(
    fc.record({
      scope: fc.constantFrom('all', '2026-11-23'),
      dimension: fc.constantFrom('action', 'age', 'province', 'late'),
      code: fc.constantFrom('0', '1', '北京', '__proto__'),
      item: fc.constantFrom('i1', 'i2', 'i3', 'constructor'),
      more: fc.integer({ min: 1, max: 1_000 }),
      seconds: fc.constantFrom(0, 0, 1, 2, PULSE_SECONDS),
      lag: fc.option(fc.integer({ min: 0, max: 50 })),
      unmeasured: fc.nat(1_000),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((ticks) => {
    const cells = new Map<string, Map<string, Map<string, number>>>();
    const items = new Map<string, number>();
    const pulse = new Map<number, PulsePoint>();
    const actions = new Map<number, PulseActions>();
    let recent: readonly RecentEvent[] = [];
    let position = 0;
    let second = 1_000;
    const end = ticks.reduce((sum, { more }) => sum + more, 0);
    return ticks.map(({ scope, dimension, code, item, more, seconds, lag, unmeasured }, index) => {
      const counts = child(child(cells, scope), dimension);
      counts.set(code, (counts.get(code) ?? 0) + more);
      items.set(item, (items.get(item) ?? 0) + more);
      position += more;
      second += seconds;
      const slot = second % PULSE_SECONDS;
      const known = pulse.get(slot);
      const events = more + (known?.[0] === second ? known[1] : 0);
      const point: PulsePoint = [second, events];
      const byAction: PulseActions = [second, events, 0, 0, 0];
      pulse.set(slot, point);
      actions.set(slot, byAction);
      const event = {
        at: second * 1_000,
        id: `0-${String(position).padStart(6, '0')}`,
        action: 0,
        province: '北京',
        item,
        category: '5',
        user: '***',
      };
      recent = [...recent, event].slice(-RECENT_EVENTS);
      const tail: StatePart = {
        tops: {
          all: {
            item: {
              events: position,
              floor: 0,
              counts: [...items].sort(([, one], [, other]) => other - one),
            },
          },
        },
        progress: {
          positions: { '0': position },
          // Measured now and then, so it may have been passed by what another service has told.
          endOffsets: { '0': index === ticks.length - 1 ? end : Math.min(end, position + unmeasured) },
          lag,
          watermark: second * 1_000 - 1,
          recordTime: second * 1_000,
          completeThrough: second * 1_000 - 300_001,
        },
      };
      const states: Readonly<Record<'part' | 'whole', StatePart>> = {
        part: {
          ...tail,
          scopes: { [scope]: { [dimension]: Object.fromEntries([[code, counts.get(code) ?? 0]]) } },
          pulse: [point],
          pulseActions: [byAction],
          recent: [event],
        },
        whole: {
          ...tail,
          scopes: objectOf(cells) as NonNullable<StatePart['scopes']>,
          pulse: [...pulse.values()],
          pulseActions: [...actions.values()],
          recent,
        },
      };
      return states;
    });
  });

function child<V>(parent: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const known = parent.get(key) ?? new Map<string, V>();
  parent.set(key, known);
  return known;
}

/** As it comes out of JSON: also `__proto__` is a key like any other. */
function objectOf(map: Map<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    [...map].map(([key, value]) => [key, value instanceof Map ? objectOf(value) : value]),
  );
}

describe('any way of frames', () => {
  it('leads to what the service knows, and never shows a smaller count', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat(6)), (ticks, choices) => {
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
          receive({ type: 'snapshot', epoch, topic: 'A', seq, state: ticks[seq]?.whole ?? {} });
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
            case 3: // a snapshot that was under way when newer frames came
              if (state.seq > 0) {
                expect(sendSnapshot(Math.max(0, state.seq - 1 - choose()))).toBe('duplicate');
              }
              break;
            case 4: // the service starts again and has not read everything yet
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
          topic: 'A',
          seq: last,
          state: ticks[last]?.whole ?? {},
        }).state;
        // Numbering, counts of every scope, both pulses, lists, sample events, progress: all of it.
        expect(state).toEqual(straight);
      }),
    );
  });
});
