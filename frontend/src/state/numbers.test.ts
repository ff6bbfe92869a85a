import { describe, expect, it } from 'vitest';
import type { PulsePoint } from '../contract/frames';
import { EMPTY_STATE, PULSE_SECONDS, type LiveState } from './live-state';
import { conversion, eventsPerSecond, lastMinutes, pulseLine, totalEvents, visitors } from './numbers';
import { ServiceClock } from './service-clock';
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
  const at = (position: number, lag: number | null): LiveState => ({
    ...EMPTY_STATE,
    progress: { ...EMPTY_STATE.progress, positions: new Map([['0', position]]), lag },
  });
  /** As the page looks: twice a second. */
  const watched = (state: LiveState, from: number, to: number) => {
    const detector = new StallDetector();
    detector.observe(at(5, 0), true, from);
    for (let now = from + 500; now < to; now += 500) {
      expect(detector.observe(state, true, now)).toBeNull();
    }
    return detector;
  };

  it('is noticed within three seconds if records wait', () => {
    const detector = watched(at(5, 9), 10_000, 13_000);
    expect(detector.observe(at(5, 12), true, 13_000)).toEqual({ since: 10_000, why: 'waiting' });
    expect(detector.observe(at(6, 11), true, 13_500)).toBeNull();
  });

  it('is noticed if it is not known whether records wait', () => {
    const detector = watched(at(5, null), 10_000, 13_000);
    expect(detector.observe(at(5, null), true, 13_000)).toEqual({ since: 10_000, why: 'unknown' });
    expect(detector.observe(at(5, 0), true, 13_500)).toBeNull();
  });

  it('waits for what the broker last told, until that is too long ago', () => {
    const detector = watched(at(5, 9), 10_000, 13_000);
    expect(detector.observe(at(5, null), true, 13_000)).toEqual({ since: 10_000, why: 'waiting' });
    for (let now = 13_500; now < 15_500; now += 500) {
      expect(detector.observe(at(5, null), true, now)?.why).toBe('waiting');
    }
    expect(detector.observe(at(5, null), true, 15_500)).toEqual({ since: 12_500, why: 'unknown' });
  });

  it('is just idle if none waits', () => {
    const detector = watched(at(5, 0), 10_000, 70_000);
    expect(detector.observe(at(5, 3), true, 70_000)).toBeNull();
  });

  it('may have moved while nobody looked, or while the service was silent', () => {
    const detector = watched(at(5, 9), 10_000, 13_000);
    expect(detector.observe(at(5, 9), true, 3_600_000)).toBeNull();
    for (let now = 3_600_500; now < 3_603_000; now += 500) {
      detector.observe(at(5, 9), true, now);
    }
    expect(detector.observe(at(5, 9), false, 3_603_000)).toBeNull();
    expect(detector.observe(at(5, 9), true, 3_603_500)).toBeNull();
  });
});

describe('the clock of the service', () => {
  it('is that of the browser as long as both may be the same', () => {
    const clock = new ServiceClock();
    expect(clock.at(5)).toBe(5);
    clock.told(1_000, 990, 1_200);
    expect(clock.at(2_000)).toBe(2_000);
  });

  it('goes before or after it by what is sure', () => {
    const ahead = new ServiceClock();
    ahead.told(61_000, 990, 1_010);
    expect(ahead.at(2_000)).toBe(61_990);
    const behind = new ServiceClock();
    behind.told(1_000, 60_990, 61_010);
    expect(behind.at(62_000)).toBe(2_010);
  });

  it('is known no worse after an answer that took long, and anew once a clock was set', () => {
    const clock = new ServiceClock();
    clock.told(1_000, 60_990, 61_010);
    clock.told(5_000, 60_990, 65_010);
    expect(clock.at(62_000)).toBe(2_010);
    clock.told(90_000, 90_000, 90_020);
    expect(clock.at(62_000)).toBe(62_000);
  });
});
