// Plays the service: serves dist/ under the service's Content-Security-Policy, and /ws/live with the
// contract's frames, grown from the golden snapshot. For looking at the page without a stack.
//
//   node e2e/mock-live-server.mjs [--port 5173] [--data none|live|idle] [--rate EVENTS_PER_SECOND]
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WebSocketServer } from 'ws';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const GOLDEN = new URL('../../lake-schema/golden/', import.meta.url);
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const SECURITY_POLICY =
  "default-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; connect-src 'self'; img-src 'self' data: blob:";
const TICK_MILLIS = 50;
const LATE_AFTER_MS = 300_000;
const SLOTS = 600;

/**
 * Starts a service on the port (0: any). `data` is `none`, `live` (growing) or `idle` (as it is). At a `speed` of 60
 * an hour's events come within a minute, for whoever wants to see what a day does to the page.
 */
export async function startMockService({ port = 0, data = 'live', rate = 2_000, speed = 1 } = {}) {
  const labels = JSON.parse(readFileSync(new URL('labels.json', GOLDEN), 'utf8'));
  const world = new World(labels, data, speed);
  const epoch = randomUUID().slice(0, 8);
  let seq = 0;

  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, 'http://localhost').pathname);
    const file = join(DIST, path === '/' ? 'index.html' : path);
    if (!file.startsWith(DIST) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, {
        'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
        'Content-Security-Policy': SECURITY_POLICY,
      })
      .end(readFileSync(file));
  });
  const sockets = new WebSocketServer({ server, path: '/ws/live' });
  const send = (socket, frame) => socket.send(JSON.stringify(frame));
  const snapshot = () => ({ type: 'snapshot', epoch, topic: 'played', seq, state: world.whole() });
  sockets.on('connection', (socket) => {
    send(socket, { type: 'hello', epoch, seq, zone: 'Asia/Shanghai', now: Date.now() });
    send(socket, snapshot());
    socket.on('message', (text) => {
      const { type, scopes } = JSON.parse(text);
      if (type === 'subscribe' && !silent) {
        send(socket, { type: 'subscribed', scopes: ['all', ...scopes] });
        send(socket, snapshot());
      }
    });
  });
  let silent = false;
  const ticker = setInterval(() => {
    if (silent) {
      return;
    }
    const state = world.tick(data === 'live' ? rate : 0);
    if (state !== null) {
      seq += 1;
      for (const socket of sockets.clients) {
        send(socket, { type: 'delta', epoch, seq, state });
      }
    }
  }, TICK_MILLIS);

  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    get events() {
      return world.events;
    },
    /** The stream stands still: records wait, or with `null` the broker does not say whether any do. */
    standStill(lag) {
      world.standStill(lag);
    },
    /** Connections stay, and nothing comes any more. */
    fallSilent() {
      silent = true;
    },
    async stop() {
      clearInterval(ticker);
      sockets.clients.forEach((socket) => socket.terminate());
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Counts that grow like a shop's: weighted, with a rate that breathes. */
class World {
  #cells = { action: {}, age: {}, gender: {}, province: {}, late: {}, rejected: {}, delay: {}, visitors: {} };
  #pulse = new Map();
  #pulseActions = new Map();
  #items = new Map();
  #recent = [];
  #position = 0;
  #recordTime = null;
  #lastHeartbeat = 0;
  #owed = 0;
  #lagStandingStill;
  #weights;
  #started = Date.now();
  #speed;
  #second;

  constructor(labels, data, speed) {
    this.#speed = speed;
    this.#second = Math.floor(this.#started / 1000) - 1;
    const province = Object.fromEntries(labels.province.map(({ key }, index) => [key, 1 + 30 / (index + 3)]));
    this.#weights = {
      action: { 0: 82, 1: 5, 2: 8, 3: 5 },
      age: { 0: 6, 1: 3, 2: 18, 3: 27, 4: 22, 5: 13, 6: 8, 7: 3 },
      gender: { 0: 61, 1: 31, 2: 8 },
      province: { ...province, 广东: 16, 浙江: 14, 江苏: 12, 上海: 11, 北京: 10, 未知: 1 },
    };
    if (data !== 'none') {
      const now = Math.floor(Date.now() / 1000);
      for (let back = 280; back > 0; back -= 1) {
        this.#add(Math.round(1_900 + 500 * Math.sin(back / 17) + 300 * Math.random()), now - back);
      }
    }
  }

  get events() {
    return Object.values(this.#cells.action).reduce((sum, count) => sum + count, 0);
  }

  standStill(lag) {
    this.#lagStandingStill = lag;
  }

  #now() {
    return Math.round(this.#started + (Date.now() - this.#started) * this.#speed);
  }

  #today() {
    return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(this.#now());
  }

  whole() {
    return {
      scopes: { all: this.#cells, [this.#today()]: this.#cells },
      pulse: [...this.#pulse],
      pulseActions: [...this.#pulseActions].map(([second, actions]) => [second, ...actions]),
      tops: this.#tops(),
      recent: this.#recent,
      progress: this.#progress(),
    };
  }

  /** What changed in this tick, or null. Once a second progress is told even if nothing happened. */
  tick(rate) {
    const now = this.#now();
    if (rate > 0 && this.#lagStandingStill === undefined) {
      const second = Math.floor(now / 1000);
      const seconds = this.#secondsTo(second);
      for (const each of seconds) {
        this.#owed +=
          ((rate * TICK_MILLIS * this.#speed) / seconds.length / 1000) *
          (1 + 0.3 * Math.sin(now / 9_000) + 0.3 * (Math.random() - 0.5));
        const events = Math.floor(this.#owed);
        this.#owed -= events;
        this.#add(events, each);
      }
      this.#recordTime = now - Math.round(12 * Math.random());
      return {
        scopes: { all: this.#cells, ...(this.#speed > 1 && { [this.#today()]: this.#cells }) },
        pulse: seconds.map((each) => [each, this.#pulse.get(each) ?? 0]),
        pulseActions: seconds.map((each) => [each, ...(this.#pulseActions.get(each) ?? [0, 0, 0, 0])]),
        tops: this.#tops(),
        recent: this.#recent,
        progress: this.#progress(),
      };
    }
    if (now - this.#lastHeartbeat >= 1_000) {
      this.#lastHeartbeat = now;
      return { progress: this.#progress() };
    }
    return null;
  }

  /** Those that have come since the tick before, the one that goes on included. */
  #secondsTo(second) {
    const seconds = [];
    for (let each = Math.min(second, this.#second + 1); each <= second; each += 1) {
      seconds.push(each);
    }
    this.#second = second;
    return seconds;
  }

  #add(events, second) {
    const before = { ...this.#cells.action };
    for (const [dimension, weights] of Object.entries(this.#weights)) {
      spread(events, weights, this.#cells[dimension]);
    }
    const actions = [0, 1, 2, 3].map((code) => (this.#cells.action[code] ?? 0) - (before[code] ?? 0));
    const counted = this.#pulseActions.get(second) ?? [0, 0, 0, 0];
    this.#pulseActions.set(
      second,
      counted.map((count, code) => count + actions[code]),
    );
    this.#pulseActions.delete(second - SLOTS);
    this.#cells.visitors[0] = Math.round(this.events ** 0.8);
    const item = String(1_000 + Math.floor(2_000 * Math.random() ** 3));
    this.#items.set(item, (this.#items.get(item) ?? 0) + events);
    this.#recent = [
      ...this.#recent.slice(-19),
      {
        at: Date.now(),
        id: `0-${this.#position}`,
        action: [0, 0, 0, 1, 2, 3][Math.floor(Math.random() * 6)],
        province: ['广东', '浙江', '北京'][Math.floor(Math.random() * 3)],
        item,
        category: '5',
        user: '1***7',
      },
    ];
    const late = Math.min(events, Math.random() < 0.2 ? 1 : 0);
    this.#count('late', '0', late);
    this.#count('delay', '1h', late);
    spread(events - late, { '1s': 970, '10s': 21, '1m': 5, '5m': 3, future: 1 }, this.#cells.delay);
    this.#count('rejected', 'MALFORMED_JSON', Math.random() < 0.02 ? 1 : 0);
    this.#count('rejected', 'INVALID_EVENT_TIME', Math.random() < 0.01 ? 1 : 0);
    this.#position += events;
    this.#pulse.set(second, (this.#pulse.get(second) ?? 0) + events);
    this.#pulse.delete(second - SLOTS);
  }

  #tops() {
    const counts = [...this.#items].sort(([, one], [, other]) => other - one).slice(0, 20);
    return { all: { item: { events: this.events, floor: 0, counts } } };
  }

  #count(dimension, code, events) {
    if (events > 0) {
      this.#cells[dimension][code] = (this.#cells[dimension][code] ?? 0) + events;
    }
  }

  #progress() {
    const lag = this.#recordTime === null ? 0 : Math.floor(Math.random() * 40);
    const told = this.#lagStandingStill === undefined ? lag : this.#lagStandingStill;
    return {
      positions: { 0: this.#position },
      endOffsets: { 0: this.#position + lag },
      lag: told,
      watermark: this.#recordTime,
      recordTime: this.#recordTime,
      completeThrough: this.#recordTime === null ? null : this.#recordTime - LATE_AFTER_MS,
    };
  }
}

/** Spreads events over the codes by weight, so that the parts add up to the whole. */
function spread(events, weights, cells) {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  let left = events;
  for (const [code, weight] of Object.entries(weights)) {
    const share = Math.min(left, Math.floor((events * weight) / total));
    cells[code] = (cells[code] ?? 0) + share;
    left -= share;
  }
  const codes = Object.entries(weights);
  for (; left > 0; left -= 1) {
    let at = Math.random() * total;
    const [code] = codes.find(([, weight]) => (at -= weight) <= 0) ?? codes[0];
    cells[code] = (cells[code] ?? 0) + 1;
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '5173' },
      data: { type: 'string', default: 'live' },
      rate: { type: 'string', default: '2000' },
    },
  });
  const service = await startMockService({
    port: Number(values.port),
    data: values.data,
    rate: Number(values.rate),
  });
  console.log(`Mock service at ${service.url}`);
}
