import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { LatencyMeter, Unseen } from './latency';
import { readChoices, writeChoices } from './live-choices';
import { Pace, PACE_MILLIS } from './pace';
import { Painter } from './painter';
import { readPreferences, storePreferences, withoutPreferences, type Browser } from './preferences';
import { fragmentOf, routeOf } from './route';
import { bannerOf, heardUntil, wordOf } from './status';
import { Tween, TWEEN_MILLIS } from './tween';

describe('the painter', () => {
  function painterWith(parts: (() => void)[], numbers = vi.fn(() => false)) {
    const pending: (() => void)[] = [];
    const onceShown: (() => void)[] = [];
    const timers: { run: () => void; at: number }[] = [];
    const screen = { visible: true, now: 0 };
    const painter = new Painter(
      { numbers, parts },
      {
        request: (run) => pending.push(run),
        afterFrame: (run) => onceShown.push(run),
        later: (run, millis) => timers.push({ run, at: screen.now + millis }),
        isVisible: () => screen.visible,
        now: () => screen.now,
      },
    );
    const make = () => {
      timers.splice(0).forEach((timer) => (timer.at <= screen.now ? timer.run() : timers.push(timer)));
      pending.splice(0).forEach((run) => run());
    };
    const show = () => {
      while (onceShown.length > 0) {
        onceShown.splice(0).forEach((run) => run());
      }
    };
    const frame = () => {
      make();
      show();
    };
    return { painter, pending, onceShown, screen, make, show, frame, numbers };
  }

  it('paints once a frame, however much comes', () => {
    const { painter, pending, frame, numbers } = painterWith([]);
    for (let count = 0; count < 100; count += 1) {
      painter.invalidate();
    }
    expect(pending).toHaveLength(1);
    frame();
    expect(numbers).toHaveBeenCalledTimes(1);
    expect(pending).toHaveLength(0);
  });

  it('goes on with numbers that move, a frame after the other, until they stand', () => {
    const moving = [true, true, false];
    const { pending, painter, frame, numbers } = painterWith(
      [],
      vi.fn(() => moving.shift() ?? false),
    );
    painter.invalidate();
    for (let count = 0; count < 5; count += 1) {
      frame();
      expect(pending.length).toBeLessThanOrEqual(1);
    }
    expect(numbers).toHaveBeenCalledTimes(3);
  });

  it('paints nothing while the tab is hidden, and what was missed when it is shown', () => {
    const { painter, pending, frame, screen, numbers } = painterWith([]);
    screen.visible = false;
    painter.invalidate();
    expect(pending).toHaveLength(0);
    screen.visible = true;
    painter.wake();
    frame();
    expect(numbers).toHaveBeenCalledTimes(1);
  });

  it('paints the numbers in every frame and the parts in turn', () => {
    const painted: string[] = [];
    const { painter, frame, screen, numbers } = painterWith(
      ['a', 'b', 'c'].map((name) => () => painted.push(name)),
    );
    for (let count = 0; count < 5; count += 1) {
      screen.now += 250;
      painter.invalidate();
      frame();
    }
    expect(numbers).toHaveBeenCalledTimes(5);
    expect(painted).toEqual(['a', 'b', 'c', 'a', 'b']);
  });

  it('shows the numbers before it begins with a part', () => {
    const part = vi.fn();
    const { painter, make, show, numbers } = painterWith([part]);
    painter.invalidate();
    make();
    expect(numbers).toHaveBeenCalledTimes(1);
    expect(part).not.toHaveBeenCalled();
    show();
    expect(part).toHaveBeenCalledTimes(1);
  });

  it('lets what waited for the frame have its turn before a part', () => {
    const order: string[] = [];
    const { painter, make, show, onceShown } = painterWith([() => order.push('part')]);
    painter.invalidate();
    make();
    onceShown.push(() => order.push('other'));
    show();
    expect(order).toEqual(['other', 'part']);
  });

  it('paints a part twice a second at most, and its last state in any case', () => {
    const part = vi.fn();
    const { painter, frame, screen, pending } = painterWith([part]);
    for (let count = 0; count < 1_000; count += 1) {
      screen.now += 1;
      painter.invalidate();
      frame();
    }
    expect(part).toHaveBeenCalledTimes(2);
    screen.now += 500;
    frame();
    expect(part).toHaveBeenCalledTimes(3);
    expect(pending).toHaveLength(0);
  });

  it('lets no part wait when the reader turned something, and goes back to its pace', () => {
    const parts = [vi.fn(), vi.fn()];
    const { painter, frame, screen, pending } = painterWith(
      parts.map((part) => () => {
        part();
        screen.now += 10;
      }),
    );
    painter.invalidate();
    frame();
    painter.repaint();
    for (let count = 0; count < 2; count += 1) {
      frame();
    }
    expect(parts[0]).toHaveBeenCalledTimes(2);
    expect(parts[1]).toHaveBeenCalledTimes(1);
    expect(pending).toHaveLength(0);
    painter.invalidate();
    frame();
    expect(parts[0]).toHaveBeenCalledTimes(2);
  });

  it('asks for no frame before a part is ripe', () => {
    const { painter, frame, screen, pending } = painterWith([vi.fn()]);
    painter.invalidate();
    frame();
    screen.now += 100;
    painter.invalidate();
    frame();
    expect(pending).toHaveLength(0);
  });

  it('lets parts rest for nine times what they took, and paints them in the end', () => {
    const dear = vi.fn(() => (screen.now += 100));
    const cheap = vi.fn();
    const { painter, frame, screen } = painterWith([dear, cheap]);
    painter.invalidate();
    frame();
    screen.now += 899;
    frame();
    expect(cheap).not.toHaveBeenCalled();
    screen.now += 1;
    frame();
    expect(cheap).toHaveBeenCalledTimes(1);
    expect(dear).toHaveBeenCalledTimes(1);
  });
});

describe('preferences', () => {
  function browser(over: Partial<Browser> = {}, stored: Record<string, string> = {}): Browser {
    return {
      search: '',
      language: 'en-GB',
      prefersMoreContrast: false,
      storage: {
        getItem: (key) => stored[key] ?? null,
        setItem: (key, value) => {
          stored[key] = value;
        },
      },
      ...over,
    };
  }

  it('follow the browser at first, but for the dark theme of a wall', () => {
    expect(readPreferences(browser())).toEqual({ language: 'en', theme: 'dark', patterns: false });
    expect(readPreferences(browser({ language: 'zh-TW', prefersMoreContrast: true }))).toEqual({
      language: 'zh',
      theme: 'dark',
      patterns: true,
    });
  });

  it('are remembered', () => {
    const stored = {};
    const chosen = { language: 'zh', theme: 'light', patterns: true } as const;
    storePreferences(chosen, browser({}, stored).storage);
    expect(readPreferences(browser({}, stored))).toEqual(chosen);
  });

  it('can be set by the address', () => {
    const stored = {};
    storePreferences({ language: 'en', theme: 'light', patterns: false }, browser({}, stored).storage);
    expect(readPreferences(browser({ search: '?lang=zh&theme=dark' }, stored))).toMatchObject({
      language: 'zh',
      theme: 'dark',
    });
  });

  it('leave the address once a reader chooses, and nothing else does', () => {
    expect(withoutPreferences('?lang=zh&theme=dark')).toBe('');
    expect(withoutPreferences('?kiosk=1&theme=dark')).toBe('?kiosk=1');
    expect(withoutPreferences('?a=b%20c')).toBe('?a=b%20c');
    expect(withoutPreferences('')).toBe('');
  });

  it('survive nonsense and a storage that throws', () => {
    expect(readPreferences(browser({}, { 'tidelake.preferences': '{"language":7,' })).language).toBe('en');
    expect(readPreferences(browser({ search: '?lang=klingon', storage: null })).language).toBe('en');
    const forbidden = {
      getItem: (): string => {
        throw new Error('forbidden');
      },
      setItem: () => {
        throw new Error('forbidden');
      },
    };
    expect(readPreferences(browser({ storage: forbidden })).theme).toBe('dark');
    expect(() =>
      storePreferences({ language: 'en', theme: 'dark', patterns: false }, forbidden),
    ).not.toThrow();
  });
});

describe('the banner', () => {
  const now = Date.UTC(2026, 7, 29, 10, 0, 30);

  it('is absent while all is well', () => {
    expect(bannerOf({ kind: 'live' }, null, now, 'zh')).toBeNull();
    expect(bannerOf({ kind: 'connecting' }, null, now, 'zh')).toBeNull();
  });

  it('says since when the service is gone and when it is tried again', () => {
    const banner = bannerOf(
      { kind: 'reconnecting', since: now - 5_000, retryAt: now + 1_200 },
      null,
      now,
      'en',
    );
    expect(banner?.message).toMatch(/The service is gone\. .*\d\d:00:25/);
    expect(banner?.next).toBe('Reconnecting in 2 s');
    expect(banner?.canRetry).toBe(true);
  });

  it('names the date of numbers that are not of today', () => {
    const since = now - 3 * 86_400_000;
    expect(bannerOf({ kind: 'stale', since }, null, now, 'en')?.message).toContain('26 Aug');
  });

  it('tells of a stream that stands still behind a live connection', () => {
    const waiting = { since: now - 9_000, why: 'waiting' } as const;
    expect(bannerOf({ kind: 'live' }, waiting, now, 'zh')?.message).toContain('流处理作业');
    expect(wordOf({ kind: 'live' }, waiting)).toBe('stalled');
    expect(wordOf({ kind: 'live' }, null)).toBe('live');
    expect(wordOf({ kind: 'stale', since: now }, waiting)).toBe('stale');
  });

  it('tells that the broker does not answer, so that nobody takes the numbers for complete', () => {
    const unknown = { since: now - 5_000, why: 'unknown' } as const;
    expect(bannerOf({ kind: 'live' }, unknown, now, 'zh')?.message).toContain('Kafka 没有应答');
    expect(bannerOf({ kind: 'live' }, unknown, now, 'en')?.message).toMatch(
      /Kafka has not answered since \d\d:00:25/,
    );
  });

  it('tells times by the clock of the service, and counts down by that of the browser', () => {
    const minute = 60_000;
    const gone = { kind: 'reconnecting', since: now - 5_000, retryAt: now + 1_200 } as const;
    const banner = bannerOf(gone, null, now, 'en', 3 * minute);
    expect(banner?.message).toMatch(/\d\d:03:25/);
    expect(banner?.next).toBe('Reconnecting in 2 s');
    const waiting = { since: now - 9_000, why: 'waiting' } as const;
    expect(bannerOf({ kind: 'live' }, waiting, now, 'en', -minute)?.message).toMatch(/\d\d:59:21/);
  });

  it('passes on why the service refused', () => {
    const banner = bannerOf(
      { kind: 'refused', since: null, retryAt: now, message: '连接过多' },
      null,
      now,
      'zh',
    );
    expect(banner?.message).toContain('连接过多');
  });
});

describe('the stream', () => {
  it('is known until now, or until the service or what it tells stood still', () => {
    const stall = { since: 4_000, why: 'waiting' } as const;
    expect(heardUntil({ kind: 'live' }, null, 9_000)).toBe(9_000);
    expect(heardUntil({ kind: 'live' }, stall, 9_000)).toBe(4_000);
    expect(heardUntil({ kind: 'stale', since: 6_000 }, null, 9_000)).toBe(6_000);
    expect(heardUntil({ kind: 'reconnecting', since: null, retryAt: 9_500 }, null, 9_000)).toBe(9_000);
    expect(heardUntil({ kind: 'connecting' }, null, 9_000)).toBe(9_000);
  });
});

describe('what waits to be seen', () => {
  it('is of the last records, however long nothing is painted', () => {
    const unseen = new Unseen();
    for (let time = 0; time < 100_000; time += 1) {
      unseen.add(time);
    }
    expect(unseen.take()).toEqual(Array.from({ length: 64 }, (_, index) => 99_936 + index));
    expect(unseen.take()).toEqual([]);
  });
});

describe('the latency', () => {
  it('is the median of the last paintings', () => {
    const meter = new LatencyMeter();
    [30, 10, 900].forEach((millis) => meter.add(millis, 1_000));
    expect(meter.median(1_000)).toBe(30);
  });

  it('is unknown before the first painting and after a while without one', () => {
    const meter = new LatencyMeter();
    expect(meter.median(0)).toBeNull();
    meter.add(20, 1_000);
    expect(meter.median(11_001)).toBeNull();
    meter.add(50, 20_000);
    expect(meter.median(20_000)).toBe(50);
  });

  it('is never negative, whatever the clocks say', () => {
    const meter = new LatencyMeter();
    meter.add(-40, 0);
    expect(meter.median(0)).toBe(0);
  });
});

describe('what a reader chose on the live board', () => {
  const read = (fragment: string) => readChoices(routeOf(fragment).query);

  it('stands in the address and comes out of it', () => {
    const chosen = { scope: '2026-08-29', view: 'ranking', top: 'brand' } as const;
    const fragment = fragmentOf('live', writeChoices(chosen));
    expect(fragment).toBe('#/?scope=2026-08-29&view=ranking&top=brand');
    expect(read(fragment)).toEqual(chosen);
    expect(read('#/live?scope=today')).toEqual({ scope: 'today', view: 'map', top: 'item' });
  });

  it('takes no room where nothing is chosen, and nonsense is no choice', () => {
    const nothing = { scope: 'all', view: 'map', top: 'item' } as const;
    expect(fragmentOf('live', writeChoices(nothing))).toBe('#/');
    for (const fragment of ['', '#/', '#/live?scope=2026-02-30&view=globe&top=', '#/nowhere?scope=today']) {
      expect(read(fragment)).toEqual(nothing);
    }
  });
});

describe('a figure that goes up and down', () => {
  it('changes at once, and then only so often', () => {
    const pace = new Pace();
    const admitted = [0, 1, 100, PACE_MILLIS - 1, PACE_MILLIS, PACE_MILLIS + 1].filter((now) =>
      pace.admits(now),
    );
    expect(admitted).toEqual([0, PACE_MILLIS]);
  });

  it('changes at once when it is another one', () => {
    const pace = new Pace();
    pace.admits(1_000);
    pace.forget();
    expect(pace.admits(1_001)).toBe(true);
  });
});

describe('a number that moves', () => {
  it('is soon what it has to be, never more, and never less than before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(400), fc.nat(1_000_000)), { minLength: 1, maxLength: 40 }),
        (steps) => {
          const tween = new Tween();
          let now = 0;
          let target = 0;
          let shown = 0;
          for (const [millis, more] of steps) {
            const end = now + millis;
            target += more;
            const since = now;
            for (; now < end; now += 16) {
              const next = tween.show(target, true, now);
              expect(next).toBeGreaterThanOrEqual(shown);
              expect(next).toBeLessThanOrEqual(target);
              if (now - since >= TWEEN_MILLIS) {
                expect(next).toBe(target);
              }
              shown = next;
            }
          }
          tween.show(target, true, now);
          expect(tween.show(target, true, now + TWEEN_MILLIS)).toBe(target);
          expect(tween.isMoving).toBe(false);
        },
      ),
    );
  });

  it('moves at once, and only if news are rare and the reader likes it', () => {
    const tween = new Tween();
    expect(tween.show(100, true, 1_000)).toBe(100);
    const first = tween.show(1_100, true, 2_000);
    expect(first).toBeGreaterThan(100);
    expect(first).toBeLessThan(1_100);
    expect(tween.isMoving).toBe(true);
    expect(tween.show(1_200, true, 2_050)).toBe(1_200);
    expect(tween.show(2_000, false, 9_000)).toBe(2_000);
  });

  it('shows one more in the first frame', () => {
    const tween = new Tween();
    tween.show(100, true, 1_000);
    expect(tween.show(101, true, 2_000)).toBe(101);
    expect(tween.isMoving).toBe(false);
  });

  it('falls at once where it has to, and starts from nothing when it is another one', () => {
    const tween = new Tween();
    tween.show(100, true, 1_000);
    expect(tween.show(40, true, 2_000)).toBe(40);
    tween.forget();
    expect(tween.show(5_000, true, 4_000)).toBe(5_000);
  });
});
