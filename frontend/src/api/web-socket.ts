import type { Socket, SocketListener } from './connection';

/** Opens a WebSocket to the service that served the page, over TLS if the page came over TLS. */
export function openWebSocket(path: string, listener: SocketListener): Socket {
  const url = new URL(path, location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url);
  socket.addEventListener('message', ({ data }) => listener.onMessage(data));
  socket.addEventListener('close', ({ code, reason }) => listener.onClose(code, reason));
  return socket;
}
