import { useBusinessZone } from '../contract/zone';
import { decodeFrame, MalformedFrameError } from '../contract/decode';
import type { Frame, HelloFrame, StateFrame } from '../contract/frames';
import type { Outcome } from '../state/live-state';
import { backoffMillis } from './backoff';

/** What the page tells its reader about the numbers it shows. Times are epoch milliseconds. */
export type ConnectionStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** The connection is open, but nothing has come for a while. */
  | { readonly kind: 'stale'; readonly since: number }
  /** The connection is gone; `since` is `null` if there never was one. */
  | { readonly kind: 'reconnecting'; readonly since: number | null; readonly retryAt: number }
  /** The service answered and said no. It is asked again, at leisure. */
  | {
      readonly kind: 'refused';
      readonly since: number | null;
      readonly retryAt: number;
      readonly message: string;
    };

/** What an open connection tells. */
export interface SocketListener {
  onMessage(data: unknown): void;
  onClose(code: number, reason: string): void;
}

/** The part of a WebSocket that is used. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

/** The outside world, passed in so that a test can be it. */
export interface Surroundings {
  openSocket(path: string, listener: SocketListener): Socket;
  now(): number;
  random(): number;
  setTimer(run: () => void, millis: number): number;
  clearTimer(timer: number): void;
}

export interface ResumePoint {
  readonly epoch: string;
  readonly seq: number;
}

/** Whoever holds the state. */
export interface Receiver {
  /** Where the state stands, or `null` if it is empty. */
  resumePoint(): ResumePoint | null;
  onFrame(frame: StateFrame): Outcome;
  onStatus(status: ConnectionStatus): void;
  /**
   * The service says in which time zone dates are scopes, and what time it is.
   *
   * @param askedAt when the connection was begun, epoch milliseconds
   */
  onHello(hello: HelloFrame, askedAt: number): void;
}

/** The service measures lag each second, so three silent seconds already say that something is wrong. */
export const STALE_AFTER_MILLIS = 3_500;
/** After this much silence the connection is given up, even though nobody closed it. */
export const GIVE_UP_AFTER_MILLIS = 10_000;
/** An attempt that is neither answered nor refused (a dropped SYN, a stopped process). */
export const CONNECT_WITHIN_MILLIS = 8_000;
/** A service that does not know the message that changes a subscription is asked by a new connection. */
export const SUBSCRIBE_WITHIN_MILLIS = 3_000;
/** A service that refuses is not pressed. */
export const REFUSED_RETRY_MILLIS = 15_000;

/** Told to everybody. */
const WHOLE = 'all';

const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

/**
 * Keeps one WebSocket to `/ws/live` open for as long as the page lives: resumes where the state stands,
 * notices a silent server, and backs off.
 *
 * ```
 * connecting ─ frame ─► live ─ silence ─► stale ─ more silence ─┐
 *      │                 ▲ ▲───── frame ────┘                     │
 *      └─ close ─► reconnecting ◄────────────── close ───────────┘
 *      └─ error frame, policy close ─► refused ─ 15 s ─► attempt
 * ```
 */
export class LiveConnection {
  #socket: Socket | null = null;
  #status: ConnectionStatus = { kind: 'connecting' };
  #attempt = 0;
  #lastFrameAt: number | null = null;
  #refusal: string | null = null;
  #silenceTimer: number | null = null;
  #retryTimer: number | null = null;
  #started = false;
  #scopes: readonly string[] = [];
  /** The state lacks a scope, so deltas are of no use. */
  #needsSnapshot = false;
  /** Scopes that were told whole since they are followed. */
  #told: readonly string[] = [];
  #openedAt = 0;
  /** The service has spoken on this connection, so it can be spoken to. */
  #greeted = false;
  /** Runs out if a change of the subscription is not confirmed. */
  #subscribeTimer: number | null = null;

  constructor(
    private readonly receiver: Receiver,
    private readonly surroundings: Surroundings,
    private readonly path = '/ws/live',
  ) {}

  get status(): ConnectionStatus {
    return this.#status;
  }

  start(): void {
    this.#started = true;
    this.#show({ kind: 'connecting' });
    this.#open();
  }

  stop(): void {
    this.#started = false;
    this.#dropSocket();
    this.#clearRetry();
  }

  /** Nobody looks: lets go of the service until {@link resume}. */
  pause(): void {
    if (this.#started) {
      this.stop();
      // What is missed meanwhile is of no interest, only what is then.
      this.#needsSnapshot = true;
    }
  }

  /** Somebody looks again: what is shown is old until the service tells. */
  resume(): void {
    if (this.#started) {
      this.retryNow();
      return;
    }
    this.#started = true;
    this.#show(
      this.#lastFrameAt === null ? { kind: 'connecting' } : { kind: 'stale', since: this.#lastFrameAt },
    );
    this.#open();
  }

  /** Does not wait for the backoff: the network is back, or the reader asks. */
  retryNow(): void {
    if (this.#started && this.#socket === null) {
      this.#clearRetry();
      this.#open();
    }
  }

  /** Asks for the counts of these dates too, and no longer for those of others. */
  follow(scopes: readonly string[]): void {
    if (scopes.join() === this.#scopes.join()) {
      return;
    }
    this.#scopes = scopes;
    this.#told = [];
    this.#needsSnapshot = true;
    if (!this.#started || this.#socket === null) {
      return;
    }
    if (this.#greeted) {
      this.#socket.send(JSON.stringify({ type: 'subscribe', scopes }));
      this.#clearSubscribing();
      this.#subscribeTimer = this.surroundings.setTimer(() => this.#reopen(), SUBSCRIBE_WITHIN_MILLIS);
    } else {
      this.#reopen();
    }
  }

  /** Whether the counts of a scope are known: of one that is followed, once the service has told them all. */
  tells(scope: string): boolean {
    return scope === WHOLE || this.#told.includes(scope);
  }

  #reopen(): void {
    this.#dropSocket();
    this.#open();
  }

  #open(): void {
    this.#refusal = null;
    this.#greeted = false;
    this.#openedAt = this.surroundings.now();
    // A socket that was given up may still speak; it is no longer listened to.
    const ifCurrent = (run: () => void) => {
      if (this.#socket === socket) {
        run();
      }
    };
    const socket = this.surroundings.openSocket(this.#resumePath(), {
      onMessage: (data) => ifCurrent(() => this.#onMessage(data)),
      onClose: (code, reason) => ifCurrent(() => this.#onClose(code, reason)),
    });
    this.#socket = socket;
    this.#watchSilence(CONNECT_WITHIN_MILLIS, () => this.#retryLater());
  }

  #resumePath(): string {
    const point = this.#resumePoint();
    const query = this.#scopes.map((scope) => `scope=${encodeURIComponent(scope)}`);
    if (point !== null) {
      query.unshift(`epoch=${encodeURIComponent(point.epoch)}&seq=${point.seq}`);
    }
    return query.length === 0 ? this.path : `${this.path}?${query.join('&')}`;
  }

  #resumePoint(): ResumePoint | null {
    return this.#needsSnapshot ? null : this.receiver.resumePoint();
  }

  #onMessage(data: unknown): void {
    let frame: Frame | undefined;
    try {
      frame = typeof data === 'string' ? decodeFrame(data) : undefined;
    } catch (error) {
      if (!(error instanceof MalformedFrameError)) {
        throw error;
      }
      // A frame that cannot be read may hold counts: only a new snapshot makes up for it.
      console.warn(`Live frame ignored: ${error.message}`);
      this.#retryLater();
      return;
    }
    this.#heard();
    if (frame === undefined) {
      return;
    }
    if (frame.type === 'hello') {
      this.#greeted = true;
      if (frame.zone !== undefined) {
        useBusinessZone(frame.zone);
      }
      this.receiver.onHello(frame, this.#openedAt);
      const point = this.#resumePoint();
      if (point !== null && point.epoch === frame.epoch && point.seq === frame.seq) {
        // Nothing was missed, so nothing has to follow.
        this.#isLive();
      }
      return;
    }
    if (frame.type === 'error') {
      this.#refusal = frame.msg;
      return;
    }
    if (frame.type === 'subscribed') {
      // It may be the answer to a wish that was given up since.
      if (this.#scopes.every((scope) => frame.scopes.includes(scope))) {
        this.#clearSubscribing();
      }
      return;
    }
    // One that was under way when the subscription changed lacks what is asked for now.
    if (frame.type === 'snapshot' && this.#subscribeTimer === null) {
      this.#needsSnapshot = false;
      this.#told = this.#scopes;
    }
    if (this.receiver.onFrame(frame) === 'gap') {
      this.#retryLater();
      return;
    }
    this.#isLive();
  }

  #isLive(): void {
    this.#attempt = 0;
    if (this.#status.kind !== 'live') {
      this.#show({ kind: 'live' });
    }
  }

  #heard(): void {
    this.#lastFrameAt = this.surroundings.now();
    this.#watchSilence(STALE_AFTER_MILLIS, () => {
      this.#show({ kind: 'stale', since: this.#lastFrameAt ?? this.surroundings.now() });
      this.#watchSilence(GIVE_UP_AFTER_MILLIS - STALE_AFTER_MILLIS, () => this.#retryLater());
    });
  }

  #onClose(code: number, reason: string): void {
    const refusal = this.#refusal ?? (code === POLICY_VIOLATION || code === TRY_AGAIN_LATER ? reason : null);
    if (refusal === null) {
      this.#retryLater();
    } else {
      this.#dropSocket();
      this.#retryAfter(REFUSED_RETRY_MILLIS, (retryAt) => ({
        kind: 'refused',
        since: this.#lastFrameAt,
        retryAt,
        message: refusal,
      }));
    }
  }

  #retryLater(): void {
    this.#dropSocket();
    const delay = backoffMillis(this.#attempt++, this.surroundings.random());
    this.#retryAfter(delay, (retryAt) => ({ kind: 'reconnecting', since: this.#lastFrameAt, retryAt }));
  }

  #retryAfter(delay: number, status: (retryAt: number) => ConnectionStatus): void {
    this.#clearRetry();
    this.#retryTimer = this.surroundings.setTimer(() => {
      this.#retryTimer = null;
      this.#open();
    }, delay);
    this.#show(status(this.surroundings.now() + delay));
  }

  #dropSocket(): void {
    this.#clearSilence();
    this.#clearSubscribing();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #watchSilence(millis: number, run: () => void): void {
    this.#clearSilence();
    this.#silenceTimer = this.surroundings.setTimer(() => {
      this.#silenceTimer = null;
      run();
    }, millis);
  }

  #clearSilence(): void {
    if (this.#silenceTimer !== null) {
      this.surroundings.clearTimer(this.#silenceTimer);
      this.#silenceTimer = null;
    }
  }

  #clearSubscribing(): void {
    if (this.#subscribeTimer !== null) {
      this.surroundings.clearTimer(this.#subscribeTimer);
      this.#subscribeTimer = null;
    }
  }

  #clearRetry(): void {
    if (this.#retryTimer !== null) {
      this.surroundings.clearTimer(this.#retryTimer);
      this.#retryTimer = null;
    }
  }

  #show(status: ConnectionStatus): void {
    this.#status = status;
    this.receiver.onStatus(status);
  }
}
