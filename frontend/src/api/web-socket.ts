import type { components } from '../contract/api';
import type { Socket, SocketListener } from './connection';
import { subprotocols } from './token';

type ApiError = components['schemas']['Error'];

/** How a page comes in at a service that may be closed. */
export interface Door {
  readonly token: string | null;
  /** The service wants a token, or another one. */
  askForToken(): void;
}

const POLICY_VIOLATION = 1008;
const UNAUTHORIZED = 401;
const ANSWER_WITHIN_MILLIS = 3_000;

/** Opens a WebSocket to the service that served the page, over TLS if the page came over TLS. */
export function openWebSocket(path: string, listener: SocketListener, door: Door): Socket {
  const url = new URL(path, location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url, subprotocols(door.token));
  let opened = false;
  let givenUp = false;
  socket.addEventListener('open', () => {
    opened = true;
  });
  socket.addEventListener('message', ({ data }) => listener.onMessage(data));
  socket.addEventListener('close', ({ code, reason }) => {
    if (opened || givenUp) {
      listener.onClose(code, reason);
      return;
    }
    void whyNot(door).then((message) =>
      message === null ? listener.onClose(code, reason) : listener.onClose(POLICY_VIOLATION, message),
    );
  });
  return {
    send: (text) => {
      // One that is closing says so by itself.
      if (socket.readyState === WebSocket.OPEN) {
        socket.send(text);
      }
    },
    close: () => {
      givenUp = true;
      socket.close();
    },
  };
}

/** A browser hides why a WebSocket was refused, so the same door is tried by a call that tells. */
async function whyNot(door: Door): Promise<string | null> {
  try {
    const answer = await fetch('/api/system/status', {
      headers: door.token === null ? {} : { Authorization: `Bearer ${door.token}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MILLIS),
    });
    if (answer.status !== UNAUTHORIZED) {
      return null;
    }
    door.askForToken();
    return ((await answer.json()) as ApiError).msg;
  } catch {
    return null;
  }
}
