/**
 * The frames of `/ws/live`, as the service writes them. Pinned by `lake-schema/golden/live-*.json`, which the
 * Java tests read too.
 *
 * Every count is absolute and only grows, so a reader keeps the larger value of a cell and never adds.
 */

/** Dimension → value code → count. Codes are the contract's (`"0"`), or the province's name. */
export type Cells = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** `[second since the epoch by record timestamp, events of that second]`. */
export type PulsePoint = readonly [second: number, events: number];

/** Accepted events of a second by action code: `[second, events with action 0, 1, 2, 3]`. */
export type PulseActions = readonly [second: number, ...events: number[]];

/** The most frequent values in a scope. */
export interface TopList {
  /** Of all values. */
  readonly events: number;
  /** A count may be too large by as much; 0: exact. */
  readonly floor: number;
  /** The most frequent first. */
  readonly counts: readonly (readonly [name: string, events: number])[];
}

/** An event that was just read, one of a few a second. */
export interface RecentEvent {
  /** Record timestamp, epoch milliseconds. */
  readonly at: number;
  /** Of the record. */
  readonly id: string;
  readonly action: number;
  readonly province: string;
  readonly item: string;
  readonly category: string;
  /** Masked. */
  readonly user: string;
}

/** How far the stream has come. Partition numbers are keys; offsets are "next to read". */
export interface ProgressPart {
  readonly positions?: Readonly<Record<string, number>>;
  readonly endOffsets?: Readonly<Record<string, number>>;
  /** Records not yet counted: end offsets minus positions; `null`: the broker does not tell where the topic ends. */
  readonly lag?: number | null;
  /** Epoch milliseconds of event time. */
  readonly watermark?: number | null;
  /** Largest Kafka record timestamp counted so far, epoch milliseconds. */
  readonly recordTime?: number | null;
  /** Every event that happened up to here and came on time is counted; epoch milliseconds, `null`: not known. */
  readonly completeThrough?: number | null;
}

/** A whole state in a snapshot, and only what changed in a delta. */
export interface StatePart {
  readonly scopes?: Readonly<Record<string, Cells>>;
  readonly pulse?: readonly PulsePoint[];
  readonly pulseActions?: readonly PulseActions[];
  /** Scope → `item`, `category` or `brand` → the most frequent. */
  readonly tops?: Readonly<Record<string, Readonly<Record<string, TopList>>>>;
  /** Oldest first. */
  readonly recent?: readonly RecentEvent[];
  readonly progress?: ProgressPart;
}

export interface HelloFrame {
  readonly type: 'hello';
  readonly epoch: string;
  readonly seq: number;
  /** In which dates are scopes, such as `Asia/Shanghai`. */
  readonly zone?: string;
  /** The clock of the service, epoch milliseconds. */
  readonly now?: number;
}

/** The answer to a message that changes the subscription: the next snapshot is of these scopes. */
export interface SubscribedFrame {
  readonly type: 'subscribed';
  readonly scopes: readonly string[];
}

export interface SnapshotFrame {
  readonly type: 'snapshot';
  readonly epoch: string;
  /** Of the topic that the counts come from: those of another one can't be compared with them. */
  readonly topic?: string;
  readonly seq: number;
  readonly state: StatePart;
}

export interface DeltaFrame {
  readonly type: 'delta';
  readonly epoch: string;
  readonly seq: number;
  readonly state: StatePart;
}

/** Sent before the service closes a connection that it refuses. */
export interface ErrorFrame {
  readonly type: 'error';
  readonly code: number;
  readonly msg: string;
}

export type StateFrame = SnapshotFrame | DeltaFrame;
export type Frame = HelloFrame | SubscribedFrame | StateFrame | ErrorFrame;
