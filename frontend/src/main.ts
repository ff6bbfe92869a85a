import { LiveConnection, type ConnectionStatus } from './api/connection';
import { RestClient } from './api/rest';
import { TokenKeeper } from './api/token';
import { openWebSocket } from './api/web-socket';
import { Dashboard, type View } from './page/dashboard';
import { LatencyMeter, Unseen } from './page/latency';
import { Pages } from './page/pages';
import { Painter } from './page/painter';
import { readPreferences, storePreferences, withoutPreferences } from './page/preferences';
import { fragmentOf, routeOf, type Route } from './page/route';
import { heardUntil } from './page/status';
import { TokenForm } from './page/token-form';
import { applyFrame, EMPTY_STATE, type LiveState } from './state/live-state';
import { ServiceClock } from './state/service-clock';
import { StallDetector } from './state/stall';

/** Figures that depend on the clock (rate, countdown, stall) are looked at this often. */
const CLOCK_MILLIS = 500;

/** Of a tab that is hidden for so long the connection is let go: until then coming back costs nothing. */
const HIDDEN_FOR_MILLIS = 30_000;

let state: LiveState = EMPTY_STATE;
let status: ConnectionStatus = { kind: 'connecting' };
let zone: string | null = null;
let clock: number | undefined;
let untilPause: number | undefined;

const latency = new LatencyMeter();
const unseen = new Unseen();
const stall = new StallDetector();
const serviceClock = new ServiceClock();
const painted = new MessageChannel();
const onPainted: (() => void)[] = [];

const storage = storageOrNull(() => window.localStorage);
const tokens = new TokenKeeper(storageOrNull(() => window.sessionStorage));
takeTokenFromAddress();
const preferences = readPreferences({
  search: location.search,
  language: navigator.language,
  prefersMoreContrast: matchMedia('(prefers-contrast: more)').matches,
  storage,
});

let language = preferences.language;
let route: Route = routeOf(location.hash);

const tokenForm = new TokenForm((token) => {
  tokens.keep(token);
  comeIn();
});

const pages = new Pages(
  {
    history: () => import('./history/page'),
    lake: () => import('./lake/page'),
    system: () => import('./system/page'),
  },
  {
    rest: new RestClient({
      fetch: (input, init) => fetch(input, init),
      language: () => language,
      token: () => tokens.token,
      askForToken: () => tokenForm.show(language),
    }),
    hasToken: () => tokens.token !== null,
    look: () => dashboard.look,
    address,
    isVisible,
  },
);

const dashboard = new Dashboard(
  element('dashboard'),
  preferences,
  {
    retryNow: () => connection.retryNow(),
    choose: (chosen) => {
      storePreferences(chosen, storage);
      history.replaceState(null, '', location.pathname + withoutPreferences(location.search) + location.hash);
      language = chosen.language;
      dashboard.prefer(chosen);
      pages.current?.restyle();
    },
    follow: (scopes) => connection.follow(scopes),
    address: (query) => address(query, true),
    repaint: () => painter.repaint(),
  },
  pages.root,
);

const painter = new Painter(
  {
    numbers: () => {
      const moving = dashboard.paintNumbers(view());
      const seen = unseen.take();
      if (seen.length > 0) {
        afterFrame(() => measure(seen));
      }
      return moving;
    },
    parts: dashboard.parts.map((paintPart) => () => paintPart(view())),
  },
  {
    request: (run) => requestAnimationFrame(run),
    afterFrame,
    later: (run, millis) => window.setTimeout(run, millis),
    isVisible,
    now: () => performance.now(),
  },
);

painted.port1.onmessage = () => onPainted.splice(0).forEach((run) => run());

const connection = new LiveConnection(
  {
    resumePoint: () => (state.epoch === null ? null : { epoch: state.epoch, seq: state.seq }),
    onFrame: (frame) => {
      const before = state.progress.recordTime;
      const applied = applyFrame(state, frame);
      state = applied.state;
      const { recordTime } = state.progress;
      // A snapshot tells of the past; only a delta tells how long an event took to get here. While the
      // board is hidden nothing is seen, so nothing is measured.
      if (
        frame.type === 'delta' &&
        recordTime !== null &&
        recordTime !== before &&
        route.page === 'live' &&
        isVisible()
      ) {
        unseen.add(recordTime);
      }
      if (applied.outcome === 'applied') {
        painter.invalidate();
      }
      return applied.outcome;
    },
    onStatus: (changed) => {
      status = changed;
      painter.invalidate();
    },
    onHello: (hello, askedAt) => {
      zone = hello.zone ?? zone;
      if (hello.now !== undefined) {
        serviceClock.told(hello.now, askedAt, Date.now());
      }
    },
  },
  {
    openSocket: (path, listener) =>
      openWebSocket(path, listener, {
        token: tokens.token,
        askForToken: () => tokenForm.show(language),
      }),
    now: () => Date.now(),
    random: () => Math.random(),
    setTimer: (run, millis) => window.setTimeout(run, millis),
    clearTimer: (timer) => window.clearTimeout(timer),
  },
);

document.addEventListener('visibilitychange', () => {
  pages.current?.visibility(isVisible());
  watchVisibility();
});
window.addEventListener('online', () => connection.retryNow());
window.addEventListener('hashchange', () => {
  if (takeTokenFromAddress()) {
    comeIn();
  }
  turn();
});
window.addEventListener('resize', () => {
  dashboard.restyle();
  pages.current?.restyle();
});
// First, so that the connection is begun with the date that the address names.
turn();
connection.start();
watchVisibility();

/** A hidden tab costs nothing: neither the browser nor, after a while, the service. */
function watchVisibility(): void {
  window.clearInterval(clock);
  window.clearTimeout(untilPause);
  if (isVisible()) {
    clock = window.setInterval(() => painter.invalidate(), CLOCK_MILLIS);
    connection.resume();
    painter.wake();
  } else {
    unseen.take();
    untilPause = window.setTimeout(() => connection.pause(), HIDDEN_FOR_MILLIS);
  }
}

/** Shows the page that the address names. */
function turn(): void {
  const next = routeOf(location.hash);
  const turned = next.page !== route.page;
  route = next;
  dashboard.turnTo(next.page);
  if (next.page === 'live') {
    dashboard.show(next.query);
  }
  pages.go(next);
  if (turned) {
    window.scrollTo(0, 0);
  }
}

/** There is another token: what was refused is asked for again. */
function comeIn(): void {
  connection.retryNow();
  pages.current?.refresh();
}

/** A message posted while a frame is being made is delivered once that frame is on the screen. */
function afterFrame(run: () => void): void {
  if (onPainted.push(run) === 1) {
    painted.port2.postMessage(null);
  }
}

function measure(recordTimes: readonly number[]): void {
  const now = serviceClock.at(Date.now());
  for (const recordTime of recordTimes) {
    latency.add(now - recordTime, now);
  }
}

function isVisible(): boolean {
  return document.visibilityState === 'visible';
}

function view(): View {
  const now = Date.now();
  const serviceNow = serviceClock.at(now);
  const standing = stall.observe(state, status.kind === 'live', now);
  return {
    state,
    status,
    stall: standing,
    latency: latency.median(serviceNow),
    zone,
    tells: (scope) => connection.tells(scope),
    now,
    serviceNow,
    heardOf: serviceClock.at(heardUntil(status, standing, now)),
  };
}

/** Puts what a page shows into the address; `replace` leaves no step in the history. */
function address(query: URLSearchParams, replace = false): void {
  route = { page: route.page, query };
  const fragment = fragmentOf(route.page, query);
  history[replace ? 'replaceState' : 'pushState'](null, '', location.pathname + location.search + fragment);
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`index.html has no element #${id}`);
  }
  return found;
}

/** Neither the address bar nor the history keeps a token. */
function takeTokenFromAddress(): boolean {
  const rest = tokens.takeFrom(location.hash);
  if (rest !== null) {
    history.replaceState(null, '', location.pathname + location.search + rest);
  }
  return rest !== null;
}

/** Reading the property alone throws where cookies are forbidden. */
function storageOrNull(read: () => Storage): Storage | null {
  try {
    return read();
  } catch {
    return null;
  }
}
