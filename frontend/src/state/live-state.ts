import type {
  ProgressPart,
  PulseActions,
  PulsePoint,
  RecentEvent,
  SnapshotFrame,
  StateFrame,
  StatePart,
  TopList,
} from '../contract/frames';
import { WHOLE } from './numbers';

/** The service keeps ten minutes of pulse: one slot per second modulo this. */
export const PULSE_SECONDS = 600;

/** Sample events beyond these are forgotten. */
export const RECENT_EVENTS = 20;

/**
 * Scopes beyond these are forgotten, the one longest unheard of first but never that of all events: a page that
 * stays open for a year has seen many a day. The service tells a scope whole whenever the page turns to it again.
 */
export const KEPT_SCOPES = 8;

/** Of items, categories and brands. */
const LISTS = 3;

export type Counts = ReadonlyMap<string, number>;

export interface Progress {
  readonly positions: Counts;
  readonly endOffsets: Counts;
  readonly lag: number | null;
  readonly watermark: number | null;
  readonly recordTime: number | null;
  readonly completeThrough: number | null;
}

/**
 * Everything the page knows, immutable. Maps and not objects, because a province is any text a record
 * holds, `__proto__` included.
 */
export interface LiveState {
  /** Numbering of the service that `seq` belongs to; `null` before the first snapshot. */
  readonly epoch: string | null;
  /** That the counts come from; `null` as long as no service has told. */
  readonly topic: string | null;
  readonly seq: number;
  /** scope → dimension → code → count. */
  readonly scopes: ReadonlyMap<string, ReadonlyMap<string, Counts>>;
  /** slot (second modulo {@link PULSE_SECONDS}) → point. */
  readonly pulse: ReadonlyMap<number, PulsePoint>;
  /** The accepted events of the same seconds by action. */
  readonly pulseActions: ReadonlyMap<number, PulseActions>;
  /** `scope|item` → the most frequent ones, and the same of categories and brands. */
  readonly tops: ReadonlyMap<string, TopList>;
  /** The latest events, oldest first. */
  readonly recent: readonly RecentEvent[];
  readonly progress: Progress;
}

export const EMPTY_STATE: LiveState = {
  epoch: null,
  topic: null,
  seq: 0,
  scopes: new Map(),
  pulse: new Map(),
  pulseActions: new Map(),
  tops: new Map(),
  recent: [],
  progress: {
    positions: new Map(),
    endOffsets: new Map(),
    lag: null,
    watermark: null,
    recordTime: null,
    completeThrough: null,
  },
};

/** What a frame did: `gap` means that frames are missing and the connection has to resume. */
export type Outcome = 'applied' | 'duplicate' | 'gap';

export interface Applied {
  readonly state: LiveState;
  readonly outcome: Outcome;
}

/**
 * Merges one frame. Per cell the larger value wins, so a repeated, late or conflated frame changes nothing
 * and a displayed count never goes backwards, be it over a reconnect or over a restart of the service.
 *
 * The one exception: if the topic itself was replaced, the old numbers describe data that is gone, and the
 * state starts anew. Only its identity tells: where it ends is measured now and then, so a service that has
 * just taken over may tell of an end that was passed long ago.
 */
export function applyFrame(state: LiveState, frame: StateFrame): Applied {
  const sameEpoch = frame.epoch === state.epoch;
  if (frame.type === 'snapshot') {
    if (sameEpoch && frame.seq < state.seq) {
      return { state, outcome: 'duplicate' };
    }
    const base = isAnotherTopic(state, frame) ? EMPTY_STATE : state;
    return { state: merge(base, frame), outcome: 'applied' };
  }
  if (!sameEpoch || frame.seq > state.seq + 1) {
    return { state, outcome: 'gap' };
  }
  if (frame.seq <= state.seq) {
    return { state, outcome: 'duplicate' };
  }
  return { state: merge(state, frame), outcome: 'applied' };
}

function isAnotherTopic(state: LiveState, { topic }: SnapshotFrame): boolean {
  return state.topic !== null && topic !== undefined && topic !== state.topic;
}

function merge(state: LiveState, frame: StateFrame): LiveState {
  const part = frame.state;
  return {
    epoch: frame.epoch,
    topic: frame.type === 'snapshot' ? (frame.topic ?? state.topic) : state.topic,
    seq: frame.seq,
    scopes: part.scopes === undefined ? state.scopes : mergeScopes(state.scopes, part.scopes),
    pulse: part.pulse === undefined ? state.pulse : mergePulse(state.pulse, part.pulse),
    pulseActions:
      part.pulseActions === undefined ? state.pulseActions : mergeActions(state, part.pulseActions),
    tops: part.tops === undefined ? state.tops : mergeTops(state.tops, part.tops),
    recent: part.recent === undefined ? state.recent : mergeRecent(state.recent, part.recent),
    progress: part.progress === undefined ? state.progress : mergeProgress(state.progress, part.progress),
  };
}

function mergeScopes(known: LiveState['scopes'], incoming: NonNullable<StatePart['scopes']>) {
  const scopes = new Map(known);
  for (const [scope, cells] of Object.entries(incoming)) {
    const dimensions = new Map(scopes.get(scope));
    for (const [dimension, counts] of Object.entries(cells)) {
      dimensions.set(dimension, largest(dimensions.get(dimension), counts));
    }
    putLast(scopes, scope, dimensions);
  }
  return lastOf(scopes, KEPT_SCOPES, (scope) => scope === WHOLE);
}

/** As the newest entry, also if it was there before. */
function putLast<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
}

/** The newest entries, and those that are never forgotten. */
function lastOf<V>(map: Map<string, V>, kept: number, always: (key: string) => boolean): Map<string, V> {
  if (map.size <= kept) {
    return map;
  }
  const entries = [...map];
  const held = entries.filter(([key]) => always(key));
  const others = entries.filter(([key]) => !always(key));
  return new Map([...held, ...others.slice(others.length - (kept - held.length))]);
}

function mergePulse(known: LiveState['pulse'], incoming: readonly PulsePoint[]) {
  const pulse = new Map(known);
  for (const point of incoming) {
    const slot = point[0] % PULSE_SECONDS;
    const present = pulse.get(slot);
    if (
      present === undefined ||
      point[0] > present[0] ||
      (point[0] === present[0] && point[1] > present[1])
    ) {
      pulse.set(slot, point);
    }
  }
  return pulse;
}

/** Actions grow with the events of their second, so the larger sum is the later one. */
function mergeActions(state: LiveState, incoming: readonly PulseActions[]) {
  const actions = new Map(state.pulseActions);
  for (const point of incoming) {
    const slot = point[0] % PULSE_SECONDS;
    const present = actions.get(slot);
    if (
      present === undefined ||
      point[0] > present[0] ||
      (point[0] === present[0] && eventsOf(point) > eventsOf(present))
    ) {
      actions.set(slot, point);
    }
  }
  return actions;
}

function eventsOf([, ...byAction]: PulseActions): number {
  return byAction.reduce((sum, events) => sum + events, 0);
}

/**
 * The list of more events is the later one. Where counts are not exact, a job that was started again may
 * have come to a smaller one; the larger one is as true, and was seen.
 */
function mergeTops(known: LiveState['tops'], incoming: NonNullable<StatePart['tops']>) {
  const tops = new Map(known);
  for (const [scope, lists] of Object.entries(incoming)) {
    for (const [top, list] of Object.entries(lists)) {
      const key = `${scope}|${top}`;
      const present = tops.get(key);
      if (present === undefined || list.events > present.events) {
        const before = new Map(present?.counts);
        putLast(tops, key, {
          ...list,
          counts: list.counts.map(
            ([name, events]) => [name, Math.max(events, before.get(name) ?? 0)] as const,
          ),
        });
      } else {
        putLast(tops, key, present);
      }
    }
  }
  return lastOf(tops, KEPT_SCOPES * LISTS, (list) => list.startsWith(`${WHOLE}|`));
}

function mergeRecent(known: readonly RecentEvent[], incoming: readonly RecentEvent[]) {
  const byId = new Map([...known, ...incoming].map((event) => [event.id, event]));
  return [...byId.values()]
    .sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1))
    .slice(-RECENT_EVENTS);
}

function mergeProgress(known: Progress, incoming: ProgressPart): Progress {
  return {
    positions: largest(known.positions, incoming.positions ?? {}),
    endOffsets: largest(known.endOffsets, incoming.endOffsets ?? {}),
    // Lag is measured, not counted: the newest frame is right, up or down, and also if it does not know.
    lag: incoming.lag === undefined ? known.lag : incoming.lag,
    watermark: later(known.watermark, incoming.watermark),
    recordTime: later(known.recordTime, incoming.recordTime),
    completeThrough: later(known.completeThrough, incoming.completeThrough),
  };
}

function largest(known: Counts | undefined, incoming: Readonly<Record<string, number>>): Counts {
  const counts = new Map(known);
  for (const [code, count] of Object.entries(incoming)) {
    counts.set(code, Math.max(count, counts.get(code) ?? 0));
  }
  return counts;
}

function later(known: number | null, incoming: number | null | undefined): number | null {
  return incoming === null || incoming === undefined ? known : Math.max(incoming, known ?? incoming);
}
