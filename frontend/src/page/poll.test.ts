import { describe, expect, it, vi } from 'vitest';
import { Poll } from './poll';

function pollWith(run: () => Promise<unknown>) {
  const pending = new Map<number, () => void>();
  const screen = { visible: true };
  let next = 1;
  const poll = new Poll(run, 5_000, {
    setTimer: (later) => {
      pending.set(next, later);
      return next++;
    },
    clearTimer: (timer) => pending.delete(timer),
    isVisible: () => screen.visible,
  });
  const elapse = () => {
    const due = [...pending.values()];
    pending.clear();
    due.forEach((later) => later());
  };
  return { poll, pending, screen, elapse };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('a poll', () => {
  it('asks again after a pause, even if asking failed', async () => {
    const run = vi.fn(() => Promise.reject(new Error()));
    const { poll, elapse } = pollWith(run);
    poll.wake();
    await settled();
    elapse();
    await settled();
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('never asks twice at a time', async () => {
    let answer: () => void = () => undefined;
    const run = vi.fn(() => new Promise<void>((resolve) => (answer = resolve)));
    const { poll, pending } = pollWith(run);
    poll.wake();
    poll.wake();
    expect(run).toHaveBeenCalledTimes(1);
    answer();
    await settled();
    poll.wake();
    expect(run).toHaveBeenCalledTimes(2);
    expect(pending.size).toBe(0);
  });

  it('rests while nobody looks, and ends for good', async () => {
    const run = vi.fn(() => Promise.resolve());
    const { poll, pending, screen } = pollWith(run);
    screen.visible = false;
    poll.wake();
    expect(run).not.toHaveBeenCalled();
    screen.visible = true;
    poll.wake();
    screen.visible = false;
    await settled();
    expect(pending.size).toBe(0);
    screen.visible = true;
    poll.end();
    poll.wake();
    expect(run).toHaveBeenCalledTimes(1);
  });
});
