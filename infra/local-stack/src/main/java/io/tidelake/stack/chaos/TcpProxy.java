package io.tidelake.stack.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Passes bytes between clients and one server, and can slow them down, hold them or cut them off.
 * What a client signed stays as it was, the host header too. Thread-safe.
 */
final class TcpProxy implements AutoCloseable {

  /** How the proxy treats connections, those that are open and new ones. */
  enum Mode {
    /** Passes everything on at once. */
    PASS,
    /** Passes on so many bytes a second, all connections together. */
    THROTTLE,
    /** Accepts, reads nothing, answers nothing. */
    HOLD,
    /** Resets. */
    RESET
  }

  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int CONNECT_MILLIS = 2_000;

  /** The throttle lets through that many portions a second. */
  private static final int PORTIONS = 10;

  private final InetSocketAddress upstream;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by lock.
  private Mode mode = Mode.PASS;
  private long bytesPerSecond;
  private long freeFromNanos;

  private volatile boolean closed;

  private TcpProxy(InetSocketAddress upstream, ServerSocket server) {
    this.upstream = upstream;
    this.server = server;
  }

  /** Listens on a free port of the loopback address. */
  static TcpProxy start(String host, int port) throws IOException {
    ServerSocket server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    TcpProxy proxy = new TcpProxy(new InetSocketAddress(host, port), server);
    Thread.ofVirtual().name("accept").start(proxy::accept);
    return proxy;
  }

  int port() {
    return server.getLocalPort();
  }

  void pass() {
    change(Mode.PASS, 0);
  }

  /**
   * @param limit bytes a second, in both directions and all connections together
   */
  void throttle(long limit) {
    if (limit < PORTIONS) {
      throw new IllegalArgumentException("limit is " + limit + ": give at least " + PORTIONS);
    }
    change(Mode.THROTTLE, limit);
  }

  void hold() {
    change(Mode.HOLD, 0);
  }

  void reset() {
    change(Mode.RESET, 0);
    sockets.forEach(this::resetQuietly);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    sockets.forEach(this::resetQuietly);
    change(Mode.RESET, 0);
  }

  private void change(Mode next, long limit) {
    lock.lock();
    try {
      mode = next;
      bytesPerSecond = limit;
      freeFromNanos = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        Thread.ofVirtual().name("connect").start(() -> connect(client));
      } catch (IOException e) {
        // Closed, or out of descriptors: then the next client may have more luck.
      }
    }
  }

  private void connect(Socket client) {
    Socket server = new Socket();
    try {
      awaitTurn(0);
      server.connect(upstream, CONNECT_MILLIS);
      sockets.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      AtomicInteger open = new AtomicInteger(2);
      Thread.ofVirtual().name("upwards").start(() -> copy(client, server, open));
      Thread.ofVirtual().name("downwards").start(() -> copy(server, client, open));
    } catch (IOException e) {
      end(client, server);
    } catch (InterruptedException e) {
      end(client, server);
      Thread.currentThread().interrupt();
    }
  }

  private void copy(Socket from, Socket to, AtomicInteger open) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        int length = in.read(buffer, 0, awaitTurn(0));
        if (length < 0) {
          to.shutdownOutput();
          if (open.decrementAndGet() == 0) {
            closeQuietly(from);
            closeQuietly(to);
          }
          return;
        }
        awaitTurn(length);
        out.write(buffer, 0, length);
      }
    } catch (IOException e) {
      end(from, to);
    } catch (InterruptedException e) {
      end(from, to);
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Returns when so many bytes may go on.
   *
   * @return how many bytes to read next at most
   * @throws IOException if the connection is to be reset
   */
  private int awaitTurn(int bytes) throws IOException, InterruptedException {
    lock.lock();
    try {
      long due = 0;
      while (true) {
        switch (mode) {
          case PASS -> {
            return BUFFER_BYTES;
          }
          case RESET -> throw new IOException("reset");
          case HOLD -> changed.await();
          case THROTTLE -> {
            long now = System.nanoTime();
            if (due == 0) {
              due = Math.max(now, freeFromNanos);
              freeFromNanos = due + bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
            }
            if (now - due >= 0) {
              return (int) Math.min(BUFFER_BYTES, bytesPerSecond / PORTIONS);
            }
            changed.awaitNanos(due - now);
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void end(Socket first, Socket second) {
    resetQuietly(first);
    resetQuietly(second);
  }

  private void resetQuietly(Socket socket) {
    try {
      // Zero linger: the other side gets a reset, not an orderly end.
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
    closeQuietly(socket);
  }

  private void closeQuietly(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is left to do with it.
    }
  }
}
