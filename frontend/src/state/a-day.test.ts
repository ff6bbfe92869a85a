import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '../contract/decode';
import type { StateFrame, StatePart } from '../contract/frames';
import { delays, rejections } from './arrivals';
import {
  applyFrame,
  EMPTY_STATE,
  KEPT_SCOPES,
  PULSE_SECONDS,
  RECENT_EVENTS,
  type LiveState,
} from './live-state';
import { conversion, eventsPerSecond, lastMinutes, pulseLine, totalEvents, visitors, WHOLE } from './numbers';
import { StallDetector } from './stall';

/**
 * The page stays open for 24 hours; here they pass as fast as frames can be read. `TIDELAKE_FRAMES=4320000` makes
 * it a day of 50 frames a second, and prints what is held after each hour.
 */
const FRAMES = Number(process.env.TIDELAKE_FRAMES ?? 10_000);

const BEGIN_SECOND = 1_795_600_800;
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
const ZONE_SECONDS = 8 * HOUR_SECONDS;
const PROVINCES = 34;
const ITEMS = 300;
const EVENTS_A_DAY = 600_000;
const PAINTED_EVERY_FRAMES = 10;
const LISTED = 20;

/** Of the day that begins at midnight, in the middle of it. */
const ENTRIES_OF_A_DAY = 80;
/** The collector does not give the same number twice. */
const NOISE_BYTES = 1_500_000;

/** A shop's day as the service tells it: absolute counts, an evening rush, midnight, foreign provinces. */
class Shop {
  readonly #scopes = new Map<string, Map<string, Map<string, number>>>();
  readonly #items = new Map<string, number>();
  readonly #pulse = new Map<number, [number, number]>();
  readonly #actions = new Map<number, number[]>();
  #position = 0;
  #events = 0;
  #random = 42;

  /** One tick's delta. */
  tick(second: number, frame: number): StatePart {
    const hour = ((second + ZONE_SECONDS) % DAY_SECONDS) / HOUR_SECONDS;
    const rush = 1 + Math.sin(((hour - 14) / 24) * 2 * Math.PI);
    const events = 1 + Math.round((rush * EVENTS_A_DAY) / FRAMES / 10);
    const changed: Record<string, Record<string, Record<string, number>>> = {};
    const count = (dimension: string, code: string, more: number) => {
      for (const scope of ['all', dateOf(second)]) {
        const counts = child(child(this.#scopes, scope), dimension);
        counts.set(code, (counts.get(code) ?? 0) + more);
        ((changed[scope] ??= {})[dimension] ??= {})[code] = counts.get(code) ?? 0;
      }
    };
    const byAction = [0, 0, 0, 0];
    for (let event = 0; event < events; event += 1) {
      const action = [0, 0, 0, 0, 0, 0, 1, 1, 2, 3][this.#next(10)] ?? 0;
      byAction[action] = (byAction[action] ?? 0) + 1;
      count('action', String(action), 1);
      count('age', String(this.#next(8)), 1);
      count('gender', String(this.#next(3)), 1);
      count('province', `province ${this.#next(PROVINCES)}`, 1);
      count('delay', '1s', 1);
      const item = `item ${Math.floor((this.#next(ITEMS) * this.#next(ITEMS)) / ITEMS)}`;
      this.#items.set(item, (this.#items.get(item) ?? 0) + 1);
    }
    this.#position += events;
    this.#events += events;
    count('visitors', '0', events);
    if (frame % 50 === 0) {
      count('late', '0', 1);
      count('rejected', 'MALFORMED_JSON', 1);
    }
    const slot = second % PULSE_SECONDS;
    const known = this.#pulse.get(slot);
    const same = known?.[0] === second;
    const point: [number, number] = [second, events + (same ? (known?.[1] ?? 0) : 0)];
    const before = same ? (this.#actions.get(slot)?.slice(1) ?? []) : [];
    const actions = [second, ...byAction.map((more, action) => more + (before[action] ?? 0))];
    this.#pulse.set(slot, point);
    this.#actions.set(slot, actions);
    return {
      scopes: changed,
      pulse: [point],
      pulseActions: [actions as [number, ...number[]]],
      // Rarer than counts, as the service does.
      ...(frame % 50 === 0 ? { tops: this.#tops(second) } : {}),
      recent: [this.#event(second)],
      progress: this.#progress(second),
    };
  }

  /** The whole state for a client that follows these scopes. */
  whole(second: number, scopes: readonly string[]): StatePart {
    return {
      scopes: Object.fromEntries(
        scopes.map((scope) => [
          scope,
          Object.fromEntries(
            // Of a day of the past there was one event.
            [...(this.#scopes.get(scope) ?? [['action', new Map([['0', 1]])] as const])].map(
              ([name, counts]) => [name, Object.fromEntries(counts)],
            ),
          ),
        ]),
      ),
      pulse: [...this.#pulse.values()],
      pulseActions: [...this.#actions.values()] as [number, ...number[]][],
      tops: this.#tops(second),
      recent: [this.#event(second)],
      progress: this.#progress(second),
    };
  }

  #tops(second: number): NonNullable<StatePart['tops']> {
    const counts = [...this.#items].sort(([, one], [, other]) => other - one).slice(0, LISTED);
    const list = { item: { events: this.#events, floor: 0, counts } };
    return { all: list, [dateOf(second)]: list };
  }

  #event(second: number) {
    return {
      at: second * 1_000,
      id: `0-${this.#position}`,
      action: 0,
      province: 'province 1',
      item: `item ${this.#position}`,
      category: '5',
      user: 's***7',
    };
  }

  #progress(second: number): NonNullable<StatePart['progress']> {
    return {
      positions: { '0': this.#position },
      endOffsets: { '0': this.#position + 3 },
      lag: 3,
      watermark: second * 1_000,
      recordTime: second * 1_000,
      completeThrough: second * 1_000 - 300_001,
    };
  }

  /** Deterministic, so that every run is the same day. */
  #next(bound: number): number {
    this.#random = (Math.imul(this.#random, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (this.#random >> 8) % bound;
  }

  get events(): number {
    return this.#events;
  }
}

/** The page: reads the text of frames, merges them, and makes the numbers that it would show. */
class Page {
  state: LiveState = EMPTY_STATE;
  readonly #stall = new StallDetector();

  receive(frame: StateFrame): void {
    const applied = applyFrame(this.state, decodeFrame(JSON.stringify(frame)) as StateFrame);
    if (applied.outcome !== 'applied') {
      throw new Error(`frame ${frame.epoch} ${frame.seq} is a ${applied.outcome}`);
    }
    this.state = applied.state;
  }

  paint(now: number, scope: string): void {
    totalEvents(this.state, scope);
    visitors(this.state, scope);
    conversion(this.state, scope);
    eventsPerSecond(this.state, now);
    lastMinutes(this.state, now);
    pulseLine(this.state, now, 300);
    delays(this.state, 'en', scope);
    rejections(this.state, 'en');
    expect(this.#stall.observe(this.state, true, now)).toBeNull();
  }

  /** Everything that the state holds, counted. */
  get size(): number {
    const { scopes, pulse, pulseActions, tops, recent, progress } = this.state;
    let size = pulse.size + pulseActions.size + recent.length + progress.positions.size;
    for (const dimensions of scopes.values()) {
      for (const counts of dimensions.values()) {
        size += counts.size;
      }
    }
    for (const { counts } of tops.values()) {
      size += counts.length;
    }
    return size;
  }
}

describe('a page that is open for a day', () => {
  it('holds no more in the evening than in the morning', { timeout: 3_600_000 }, () => {
    const shop = new Shop();
    const page = new Page();
    const heaps: number[] = [];
    const sizes: number[] = [];
    let epoch = 'e0';
    let seq = 0;
    let followed: readonly string[] = [WHOLE];
    const snapshot = (second: number) =>
      page.receive({ type: 'snapshot', epoch, seq, state: shop.whole(second, followed) });

    shop.tick(BEGIN_SECOND, 0);
    snapshot(BEGIN_SECOND);
    for (let frame = 1; frame <= FRAMES; frame += 1) {
      const passed = Math.floor((frame * DAY_SECONDS) / FRAMES);
      const second = BEGIN_SECOND + passed;
      const today = dateOf(second);
      seq += 1;
      page.receive({ type: 'delta', epoch, seq, state: only(shop.tick(second, frame), followed) });
      // Every ten minutes the reader turns to today, to a day of the past, and back.
      const turn = passed % 600;
      const scope = turn < 300 ? WHOLE : turn < 500 ? today : pastDay(passed / 600);
      const wanted = scope === WHOLE ? [WHOLE] : [WHOLE, scope];
      if (wanted.join() !== followed.join()) {
        followed = wanted;
        snapshot(second);
      }
      if (frame % PAINTED_EVERY_FRAMES === 0) {
        page.paint(second * 1_000, scope);
      }
      const hour = Math.floor(passed / HOUR_SECONDS);
      if (hour > heaps.length) {
        // Once an hour the service is started anew.
        epoch = `e${hour}`;
        seq = 0;
        snapshot(second);
        sizes.push(page.size);
        heaps.push(heapAfterCollection());
      }
    }

    expect(totalEvents(page.state)).toBe(shop.events);
    expect(page.state.scopes.size).toBeLessThanOrEqual(KEPT_SCOPES);
    expect(page.state.pulse.size).toBeLessThanOrEqual(PULSE_SECONDS);
    expect(page.state.recent).toHaveLength(RECENT_EVENTS);
    if (process.env.TIDELAKE_FRAMES !== undefined) {
      console.log(`${FRAMES} frames; entries and bytes after each hour`);
      console.log(sizes.map((size, hour) => `${size} ${heaps[hour]}`).join('\n'));
    }
    const morning = Math.max(...sizes.slice(0, 3));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(morning + ENTRIES_OF_A_DAY);
    expect(heaps.at(-1)).toBeLessThan((heaps[2] ?? 0) + NOISE_BYTES);
  });
});

/** What a client that follows these scopes is told. */
function only(part: StatePart, scopes: readonly string[]): StatePart {
  const kept = <V>(byScope: Readonly<Record<string, V>> | undefined) =>
    Object.fromEntries(Object.entries(byScope ?? {}).filter(([scope]) => scopes.includes(scope)));
  return {
    ...part,
    scopes: kept(part.scopes),
    ...(part.tops === undefined ? {} : { tops: kept(part.tops) }),
  };
}

function child<V>(parent: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const known = parent.get(key) ?? new Map<string, V>();
  parent.set(key, known);
  return known;
}

/** The business date. */
function dateOf(second: number): string {
  return new Date((second + ZONE_SECONDS) * 1_000).toISOString().slice(0, 10);
}

function pastDay(number: number): string {
  return dateOf(BEGIN_SECOND - (2 + Math.floor(number)) * DAY_SECONDS);
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
