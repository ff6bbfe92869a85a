// Is a client of the original in Node, once by polling alone and once by WebSocket alone, and prints a line of JSON
// for each thing that has come by both, with how many events the charts were of:
//
//   node e2e/socket-io-client.mjs URL
//
//   {"came": "on connect", "polling": 10000, "websocket": 10000}
//   {"came": "on request", "polling": 10000, "websocket": 10000}
//   {"came": "on change", "polling": 10001, "websocket": 10001}
//
// The last one waits until an event more is counted. Exit status: 0 then, 1 if not within 100 seconds or if charts have
// another structure than the original's, 2 on wrong arguments.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { io } from 'socket.io-client';

const PATIENCE_MILLIS = 100_000;
const [, , url] = process.argv;
if (url === undefined) {
  console.error('Usage: socket-io-client.mjs URL');
  process.exit(2);
}
const signal = AbortSignal.timeout(PATIENCE_MILLIS);
const TRANSPORTS = ['polling', 'websocket'];
const sockets = TRANSPORTS.map((transport) =>
  io(url, { transports: [transport], upgrade: false, forceNew: true, reconnection: false }),
);

try {
  // Asked for before they connect: nothing that the server sends at once is missed.
  const before = await told('on connect', () => undefined);
  await told('on request', (socket) => socket.emit('request_charts', {}));
  await told('on change', () => undefined, before);
} catch (problem) {
  console.error(problem);
  process.exitCode = 1;
} finally {
  sockets.forEach((socket) => socket.close());
}

/** Waits until each has charts, of more events than `least` if given, and prints of how many. */
async function told(came, ask, least) {
  const totals = await Promise.all(
    sockets.map(async (socket, index) => {
      for (;;) {
        const answer = once(emitterOf(socket), 'update_charts', { signal });
        ask(socket);
        const [charts] = await answer;
        assert.equal(socket.io.engine.transport.name, TRANSPORTS[index]);
        const total = totalOf(charts);
        if (least === undefined || total > least[index]) {
          return total;
        }
      }
    }),
  );
  console.log(JSON.stringify({ came, polling: totals[0], websocket: totals[1] }));
  return totals;
}

/** Socket.IO's own emitter, as `once` wants one. A connection that fails ends the wait. */
function emitterOf(socket) {
  socket.removeAllListeners('connect_error');
  return {
    on: (name, listener) => socket.on(name === 'error' ? 'connect_error' : name, listener),
    once: (name, listener) => socket.once(name === 'error' ? 'connect_error' : name, listener),
    removeListener: (name, listener) => socket.off(name === 'error' ? 'connect_error' : name, listener),
  };
}

/** Section 12.3 of the original's manual: four options of ECharts, two of them pies. */
function totalOf(charts) {
  assert.deepEqual(Object.keys(charts).sort(), ['action', 'age', 'gender', 'province']);
  for (const [name, { title, series, xAxis }] of Object.entries(charts)) {
    assert.equal(typeof title.text, 'string', name);
    const [{ type, data }] = series;
    assert.ok(Array.isArray(data), name);
    if (name === 'action' || name === 'gender') {
      assert.equal(type, 'pie', name);
      data.forEach((slice) =>
        assert.deepEqual([typeof slice.name, typeof slice.value], ['string', 'number']),
      );
    } else {
      assert.equal(type, 'bar', name);
      assert.equal(xAxis.data.length, data.length, name);
      data.forEach((count) => assert.equal(typeof count, 'number'));
    }
  }
  return charts.action.series[0].data.reduce((sum, { value }) => sum + value, 0);
}
