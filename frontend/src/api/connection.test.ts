import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { StateFrame } from '../contract/frames';
import { applyFrame, EMPTY_STATE, type LiveState } from '../state/live-state';
import { totalEvents } from '../state/numbers';
import { backoffMillis } from './backoff';
import {
  CONNECT_WITHIN_MILLIS,
  GIVE_UP_AFTER_MILLIS,
  LiveConnection,
  REFUSED_RETRY_MILLIS,
  STALE_AFTER_MILLIS,
  SUBSCRIBE_WITHIN_MILLIS,
  type ConnectionStatus,
  type SocketListener,
} from './connection';

/** One connection as the service sees it. */
class FakeSocket {
  closed = false;
  readonly heard: unknown[] = [];

  constructor(
    readonly path: string,
    private readonly listener: SocketListener,
  ) {}

  close(): void {
    this.closed = true;
  }

  hear(text: string): void {
    this.heard.push(JSON.parse(text));
  }

  send(frame: object): void {
    this.listener.onMessage(JSON.stringify(frame));
  }

  sendText(text: string): void {
    this.listener.onMessage(text);
  }

  end(code = 1006, reason = ''): void {
    this.listener.onClose(code, reason);
  }

  hello(seq: number, epoch = 'e'): void {
    this.send({ type: 'hello', epoch, seq });
  }

  snapshot(seq: number, clicks: number, epoch = 'e'): void {
    this.send({ type: 'snapshot', epoch, seq, state: stateOf(clicks) });
  }

  delta(seq: number, clicks: number, epoch = 'e'): void {
    this.send({ type: 'delta', epoch, seq, state: stateOf(clicks) });
  }
}

function stateOf(clicks: number) {
  return { scopes: { all: { action: { '0': clicks } } } };
}

let sockets: FakeSocket[];
let state: LiveState;
let statuses: ConnectionStatus[];
let connection: LiveConnection;
let greetings: unknown[];

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  sockets = [];
  state = EMPTY_STATE;
  statuses = [];
  greetings = [];
  connection = new LiveConnection(
    {
      resumePoint: () => (state.epoch === null ? null : { epoch: state.epoch, seq: state.seq }),
      onFrame: (frame: StateFrame) => {
        const applied = applyFrame(state, frame);
        state = applied.state;
        return applied.outcome;
      },
      onStatus: (status) => statuses.push(status),
      onHello: ({ zone, now }, askedAt) => greetings.push([zone, now, askedAt]),
    },
    {
      openSocket: (path, listener) => {
        const socket = new FakeSocket(path, listener);
        sockets.push(socket);
        return { send: (text) => socket.hear(text), close: () => socket.close() };
      },
      now: () => Date.now(),
      random: () => 0,
      setTimer: (run, millis) => setTimeout(run, millis) as unknown as number,
      clearTimer: (timer) => clearTimeout(timer),
    },
  );
  connection.start();
});

function last(): FakeSocket {
  const socket = sockets.at(-1);
  if (socket === undefined) {
    throw new Error('no socket was opened');
  }
  return socket;
}

describe('a connection', () => {
  it('is connecting until the first state, then live', () => {
    expect(last().path).toBe('/ws/live');
    expect(connection.status.kind).toBe('connecting');
    last().hello(41);
    expect(connection.status.kind).toBe('connecting');
    last().snapshot(41, 100);
    expect(connection.status.kind).toBe('live');
  });

  it('resumes where the state stands', () => {
    last().snapshot(41, 100, 'a b');
    last().end();
    vi.advanceTimersToNextTimer();
    expect(last().path).toBe('/ws/live?epoch=a%20b&seq=41');
    last().hello(43, 'a b');
    last().delta(42, 110, 'a b');
    last().delta(43, 120, 'a b');
    expect(connection.status.kind).toBe('live');
    expect(totalEvents(state)).toBe(120);
  });

  it('is live again at once if nothing was missed', () => {
    last().snapshot(41, 100);
    last().end();
    vi.advanceTimersToNextTimer();
    expect(connection.status.kind).toBe('reconnecting');
    last().hello(41);
    expect(connection.status.kind).toBe('live');
  });

  it('keeps its numbers and says since when they are old', () => {
    last().snapshot(41, 100);
    vi.advanceTimersByTime(1_000);
    last().end();
    expect(connection.status).toEqual({ kind: 'reconnecting', since: 1_000_000, retryAt: 1_001_125 });
    expect(totalEvents(state)).toBe(100);
  });

  it('comes back after a restart of the service with its new numbering', () => {
    last().snapshot(41, 100);
    last().end();
    vi.advanceTimersToNextTimer();
    last().hello(0, 'new');
    last().snapshot(0, 100, 'new');
    last().delta(1, 101, 'new');
    expect(connection.status.kind).toBe('live');
    expect(totalEvents(state)).toBe(101);
  });

  it('resumes when frames are missing, and counts none of them twice', () => {
    last().snapshot(41, 100);
    const first = last();
    first.delta(43, 120);
    expect(first.closed).toBe(true);
    expect(totalEvents(state)).toBe(100);
    vi.advanceTimersToNextTimer();
    expect(last().path).toBe('/ws/live?epoch=e&seq=41');
    first.delta(44, 999);
    expect(totalEvents(state)).toBe(100);
  });

  it('asks for a snapshot of what it follows, and then resumes with it', () => {
    last().snapshot(41, 100);
    const first = last();
    connection.follow(['2026-08-29']);
    expect(first.closed).toBe(true);
    expect(last().path).toBe('/ws/live?scope=2026-08-29');
    expect(connection.status.kind).toBe('live');
    connection.follow(['2026-08-29']);
    expect(last().closed).toBe(false);
    last().end();
    vi.advanceTimersToNextTimer();
    expect(last().path).toBe('/ws/live?scope=2026-08-29');
    last().snapshot(42, 101);
    last().end();
    vi.advanceTimersToNextTimer();
    expect(last().path).toBe('/ws/live?epoch=e&seq=42&scope=2026-08-29');
    expect(totalEvents(state)).toBe(101);
  });

  it('passes on what the service says of dates and time, and when it was asked', () => {
    vi.advanceTimersByTime(40);
    last().send({ type: 'hello', epoch: 'e', seq: 1, zone: 'Asia/Shanghai', now: 5 });
    expect(greetings).toEqual([['Asia/Shanghai', 5, 1_000_000]]);
  });

  it('that is open asks on it for what it follows, and knows it by the answer', () => {
    const day = '2026-08-29';
    last().hello(41);
    last().snapshot(41, 100);
    expect([connection.tells('all'), connection.tells(day)]).toEqual([true, false]);
    connection.follow([day]);
    expect(last().heard).toEqual([{ type: 'subscribe', scopes: [day] }]);
    expect(last().closed).toBe(false);
    last().delta(42, 101);
    // Under way when the service was asked.
    last().snapshot(43, 102);
    expect(connection.tells(day)).toBe(false);
    connection.follow([]);
    connection.follow([day]);
    last().send({ type: 'subscribed', scopes: ['all'] });
    last().snapshot(44, 103);
    expect(connection.tells(day)).toBe(false);
    last().send({ type: 'subscribed', scopes: [day, 'all'] });
    last().snapshot(45, 104);
    expect(connection.tells(day)).toBe(true);
    last().delta(46, 105);
    vi.advanceTimersByTime(SUBSCRIBE_WITHIN_MILLIS);
    expect(sockets).toHaveLength(1);
    expect(totalEvents(state)).toBe(105);
    last().end();
    expect(connection.tells(day)).toBe(true);
    vi.advanceTimersToNextTimer();
    expect(last().path).toBe('/ws/live?epoch=e&seq=46&scope=2026-08-29');
  });

  it('that is not yet begun begins with what it follows', () => {
    connection.stop();
    connection.follow(['2026-08-29']);
    expect(sockets).toHaveLength(1);
    connection.start();
    expect(sockets).toHaveLength(2);
    expect(last().path).toBe('/ws/live?scope=2026-08-29');
    connection.follow(['2026-08-29']);
    expect(sockets).toHaveLength(2);
  });

  it('asks anew if the service does not know how to be asked on an open one', () => {
    last().hello(41);
    last().snapshot(41, 100);
    connection.follow(['2026-08-29']);
    for (let seq = 42; seq < 45; seq += 1) {
      vi.advanceTimersByTime(SUBSCRIBE_WITHIN_MILLIS / 3);
      sockets[0]?.delta(seq, 100);
    }
    expect(sockets[0]?.closed).toBe(true);
    expect(last().path).toBe('/ws/live?scope=2026-08-29');
    last().hello(45);
    last().snapshot(45, 101);
    expect(connection.tells('2026-08-29')).toBe(true);
    expect(connection.status.kind).toBe('live');
  });

  it('is let go of while nobody looks, and then asks for what is, not for what was', () => {
    last().snapshot(41, 100);
    connection.pause();
    expect(last().closed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    last().delta(42, 110);
    last().end();
    connection.retryNow();
    vi.advanceTimersByTime(3_600_000);
    expect(sockets).toHaveLength(1);
    expect(totalEvents(state)).toBe(100);

    connection.resume();
    expect(connection.status).toEqual({ kind: 'stale', since: 1_000_000 });
    expect(last().path).toBe('/ws/live');
    last().hello(41);
    expect(connection.status.kind).toBe('stale');
    last().snapshot(90, 500);
    expect(connection.status.kind).toBe('live');
    expect(totalEvents(state)).toBe(500);
    connection.resume();
    expect(sockets).toHaveLength(2);
  });

  it('that was lost is tried at once when somebody looks again', () => {
    last().end();
    connection.resume();
    expect(sockets).toHaveLength(2);
    connection.pause();
    connection.resume();
    expect(connection.status.kind).toBe('connecting');
  });

  it('starts over after a frame that cannot be read', () => {
    last().snapshot(41, 100);
    last().sendText('{"type":"delta"');
    expect(connection.status.kind).toBe('reconnecting');
  });

  it('passes over frames of a newer service', () => {
    last().snapshot(41, 100);
    last().send({ type: 'fireworks' });
    expect(connection.status.kind).toBe('live');
  });
});

describe('a silent service', () => {
  it('is noticed, and forgiven when it speaks again', () => {
    last().snapshot(41, 100);
    vi.advanceTimersByTime(STALE_AFTER_MILLIS);
    expect(connection.status).toEqual({ kind: 'stale', since: 1_000_000 });
    last().delta(42, 101);
    expect(connection.status.kind).toBe('live');
  });

  it('is given up in the end', () => {
    last().snapshot(41, 100);
    const silent = last();
    vi.advanceTimersByTime(GIVE_UP_AFTER_MILLIS);
    expect(silent.closed).toBe(true);
    expect(connection.status).toMatchObject({ kind: 'reconnecting', since: 1_000_000 });
  });

  it('that never answers is tried again', () => {
    vi.advanceTimersByTime(CONNECT_WITHIN_MILLIS);
    expect(connection.status).toMatchObject({ kind: 'reconnecting', since: null });
    vi.advanceTimersToNextTimer();
    expect(sockets).toHaveLength(2);
  });

  it('stays live as long as it says anything', () => {
    last().snapshot(0, 1);
    for (let seq = 1; seq <= 30; seq += 1) {
      vi.advanceTimersByTime(1_000);
      last().send({ type: 'delta', epoch: 'e', seq, state: { progress: { lag: 0 } } });
    }
    expect(statuses.map(({ kind }) => kind)).toEqual(['connecting', 'live']);
  });
});

describe('a service that refuses', () => {
  it('is asked again, at leisure', () => {
    last().send({ type: 'error', code: 1005, msg: '连接过多' });
    last().end(1008);
    expect(connection.status).toMatchObject({ kind: 'refused', message: '连接过多' });
    vi.advanceTimersByTime(REFUSED_RETRY_MILLIS - 1);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(2);
    last().snapshot(1, 1);
    expect(connection.status.kind).toBe('live');
  });

  it('is asked at once if the reader wants it', () => {
    last().end(1008, 'policy');
    connection.retryNow();
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(100);
    expect(sockets).toHaveLength(2);
  });
});

describe('attempts', () => {
  it('become rarer, and quick again once the service was there', () => {
    const waits: number[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      const before = Date.now();
      last().end();
      vi.advanceTimersToNextTimer();
      waits.push(Date.now() - before);
    }
    expect(waits).toEqual([125, 250, 500, 1_000, 2_000, 2_500, 2_500]);
    last().snapshot(1, 1);
    last().end();
    expect(connection.status).toMatchObject({ retryAt: Date.now() + 125 });
  });

  it('never run side by side', () => {
    connection.retryNow();
    connection.retryNow();
    expect(sockets).toHaveLength(1);
  });

  it('end when the page does', () => {
    last().end();
    connection.stop();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });

  it('are spread over the upper half of their time', () => {
    expect(backoffMillis(0, 0)).toBe(125);
    expect(backoffMillis(0, 0.999)).toBe(250);
    expect(backoffMillis(1_000, 0.999)).toBeLessThanOrEqual(5_000);
  });
});
