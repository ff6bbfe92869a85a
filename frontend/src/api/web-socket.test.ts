import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openWebSocket } from './web-socket';

class FakeWebSocket extends EventTarget {
  static readonly opened: FakeWebSocket[] = [];

  constructor(readonly url: URL) {
    super();
    FakeWebSocket.opened.push(this);
  }

  close(): void {
    this.tell('close', { code: 1006, reason: '' });
  }

  tell(type: string, fields: object = {}): void {
    this.dispatchEvent(Object.assign(new Event(type), fields));
  }
}

const fetched = vi.fn(() =>
  Promise.resolve(new Response(JSON.stringify({ msg: 'a token is needed' }), { status: 401 })),
);
const askForToken = vi.fn();
const onClose = vi.fn();

beforeEach(() => {
  vi.stubGlobal('WebSocket', FakeWebSocket);
  vi.stubGlobal('location', { href: 'http://lake/', protocol: 'http:' });
  vi.stubGlobal('fetch', fetched);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

function open() {
  const socket = openWebSocket(
    '/ws/live',
    { onMessage: () => undefined, onClose },
    { token: null, askForToken },
  );
  const native = FakeWebSocket.opened.at(-1);
  if (native === undefined) {
    throw new Error('no socket was opened');
  }
  return { socket, native };
}

it('that was refused is asked why', async () => {
  const { native } = open();
  native.tell('close', { code: 1006, reason: '' });
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledWith(1008, 'a token is needed'));
  expect(askForToken).toHaveBeenCalled();
});

it('that was open, or that the page itself gave up, is not', () => {
  const { native } = open();
  native.tell('open');
  native.tell('close', { code: 1001, reason: 'bye' });
  expect(onClose).toHaveBeenLastCalledWith(1001, 'bye');
  open().socket.close();
  expect(onClose).toHaveBeenCalledTimes(2);
  expect(fetched).not.toHaveBeenCalled();
});
