import { describe, expect, it } from 'vitest';
import type { PulsePoint } from '../contract/frames';
import { EMPTY_STATE, PULSE_SECONDS, type LiveState } from './live-state';
import { conversion, eventsPerSecond, lastMinutes, pulseLine, totalEvents, visitors } from './numbers';
import { StallDetector } from './stall';

function pulseOf(...points: PulsePoint[]): LiveState {
  return { ...EMPTY_STATE, pulse: new Map(points.map((point) => [point[0] % PULSE_SECONDS, point])) };
}

describe('events per second', () => {
  const state = pulseOf([1_000, 40], [1_001, 50], [1_002, 3]);

  it('are those of the last full second, not of the one being counted', () => {
    expect(eventsPerSecond(state, 1_002_700)).toBe(50);
  });

  it('wait until a second that just ended is counted to its end', () => {
    expect(eventsPerSecond(state, 1_002_100)).toBe(40);
  });

  it('survive a short silence, and are 0 after three seconds of it', () => {
    expect(eventsPerSecond(state, 1_005_400)).toBe(3);
    expect(eventsPerSecond(state, 1_006_600)).toBe(0);
  });

  it('are 0 without a pulse', () => {
    expect(eventsPerSecond(EMPTY_STATE, 1_000_000)).toBe(0);
  });
});

describe('the last five minutes', () => {
  const state: LiveState = {
    ...EMPTY_STATE,
    pulseActions: new Map([
      [0, [600, 1, 0, 0, 0]],
      [1, [601, 10, 2, 1, 0]],
      [300, [900, 5, 0, 1, 3]],
      [301, [901, 99, 99, 99, 99]],
    ]),
  };

  it('are the last 300 full seconds', () => {
    expect(Object.fromEntries(lastMinutes(state, 901_700) ?? [])).toEqual({ 0: 15, 1: 2, 2: 2, 3: 3 });
    expect(lastMinutes(state, 2_000_000)?.size).toBe(0);
  });

  it('are not known of a service that does not tell', () => {
    expect(lastMinutes(EMPTY_STATE, 901_700)).toBeNull();
  });
});

describe('a scope', () => {
  const state: LiveState = {
    ...EMPTY_STATE,
    scopes: new Map([
      [
        'all',
        new Map([
          [
            'action',
            new Map([
              ['0', 300],
              ['2', 7],
            ]),
          ],
          ['visitors', new Map([['0', 61]])],
        ]),
      ],
      ['2026-08-29', new Map([['action', new Map([['2', 1]])]])],
    ]),
  };

  it('has numbers of its own', () => {
    expect(totalEvents(state)).toBe(307);
    expect(totalEvents(state, '2026-08-29')).toBe(1);
    expect(visitors(state)).toBe(61);
    expect(conversion(state)).toBe(233);
  });

  it('says what it does not know, and 0 where nothing was', () => {
    expect(visitors(state, '2026-08-29')).toBeNull();
    expect(visitors(state, '2026-08-30')).toBe(0);
    expect(conversion(state, '2026-08-29')).toBeNull();
  });
});

it('the pulse line fills the seconds without events', () => {
  expect(pulseLine(pulseOf([1_000, 40], [1_002, 3]), 1_003_700, 4)).toEqual([
    [999, 0],
    [1_000, 40],
    [1_001, 0],
    [1_002, 3],
  ]);
});

describe('a stream that stands still', () => {
  const at = (position: number, lag: number): LiveState => ({
    ...EMPTY_STATE,
    progress: { ...EMPTY_STATE.progress, positions: new Map([['0', position]]), lag },
  });

  it('is noticed if records wait', () => {
    const detector = new StallDetector();
    expect(detector.observe(at(5, 9), 0)).toBeNull();
    expect(detector.observe(at(5, 9), 7_999)).toBeNull();
    expect(detector.observe(at(5, 12), 8_000)).toBe(0);
    expect(detector.observe(at(6, 11), 9_000)).toBeNull();
  });

  it('is just idle if none waits', () => {
    const detector = new StallDetector();
    detector.observe(at(5, 0), 0);
    expect(detector.observe(at(5, 0), 60_000)).toBeNull();
    expect(detector.observe(at(5, 3), 61_000)).toBeNull();
  });
});
