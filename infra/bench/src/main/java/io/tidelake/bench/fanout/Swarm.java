package io.tidelake.bench.fanout;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidelake.bench.Latencies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * WebSocket clients, all on one thread: it looks at each frame only for when it was due. They come
 * from many addresses of the loopback network, so that limits by address stand as they are.
 */
final class Swarm implements AutoCloseable {

  private static final int CLIENTS_PER_ADDRESS = 8;
  private static final int ADDRESSES_PER_NET = 250;
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final int SMALL_BUFFER_BYTES = 4096;

  /** The first bytes of the deltas that are measured, from the type on. */
  private static final byte[] DELTA = "{\"type\":\"delta\"".getBytes(US_ASCII);

  private static final int PING = 0x9;

  /** Without content, as the ping, and masked by zeros. */
  private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

  private final Selector selector = Selector.open();
  private final List<Client> clients = new ArrayList<>();
  private final List<SocketChannel> stalled = new ArrayList<>();
  private final Thread thread;
  private volatile Latencies latencies = new Latencies();
  private volatile boolean measuring;
  private volatile boolean closed;

  private static final class Client {
    private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    private ByteBuffer large = buffer;
  }

  /**
   * Connects.
   *
   * @param path of the endpoint
   * @param count clients that read
   * @param stalledClients clients that connect and then never read
   */
  Swarm(int port, String path, int count, int stalledClients)
      throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      SocketChannel channel = connect(port, path, i, BUFFER_BYTES);
      skipHandshake(channel);
      channel.configureBlocking(false);
      Client client = new Client();
      clients.add(client);
      channel.register(selector, SelectionKey.OP_READ, client);
      if (Thread.interrupted()) {
        close();
        throw new InterruptedException();
      }
    }
    for (int i = 0; i < stalledClients; i++) {
      stalled.add(connect(port, path, count + i, SMALL_BUFFER_BYTES));
    }
    thread = Thread.ofPlatform().daemon().name("swarm").start(this::read);
  }

  private static SocketChannel connect(int port, String path, int number, int receiveBuffer)
      throws IOException {
    int address = number / CLIENTS_PER_ADDRESS;
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
    channel.bind(
        new InetSocketAddress(
            InetAddress.getByAddress(
                new byte[] {
                  127,
                  1,
                  (byte) (address / ADDRESSES_PER_NET),
                  (byte) (1 + address % ADDRESSES_PER_NET)
                }),
            0));
    channel.connect(new InetSocketAddress("127.0.0.1", port));
    channel.write(
        ByteBuffer.wrap(
            ("GET %s HTTP/1.1\r\nHost: localhost:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                .formatted(path, port)
                .getBytes(US_ASCII)));
    return channel;
  }

  /** Byte by byte: what follows is a frame. */
  private static void skipHandshake(SocketChannel channel) throws IOException {
    StringBuilder answer = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (!answer.toString().endsWith("\r\n\r\n")) {
      if (channel.read(one.clear()) < 0) {
        throw new IOException("no WebSocket: " + answer);
      }
      answer.append((char) one.get(0));
    }
    if (!answer.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("no WebSocket: " + answer.toString().lines().findFirst().orElse(""));
    }
  }

  /** Forgets what came so far, and takes note from now on. */
  void measure() {
    latencies = new Latencies();
    measuring = true;
  }

  /** How many frames came since {@link #measure}. */
  long frames() {
    return latencies.count();
  }

  /** What came since {@link #measure}. */
  Latencies measured() {
    measuring = false;
    return latencies;
  }

  private void read() {
    try {
      while (!closed) {
        selector.select(this::read, 100);
      }
    } catch (IOException e) {
      // The figures will lack what is missing.
    }
  }

  private void read(SelectionKey key) {
    Client client = (Client) key.attachment();
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      ByteBuffer buffer = client.large;
      int read = channel.read(buffer);
      if (read < 0) {
        key.cancel();
        return;
      }
      long now = Stamp.micros();
      int start = 0;
      int end = buffer.position();
      byte[] array = buffer.array();
      while (true) {
        int header = headerLength(array, start, end);
        long length = header < 0 ? -1 : payloadLength(array, start);
        if (header < 0 || end - start < header + length) {
          break;
        }
        if ((array[start] & 0xf) == PING) {
          // Who does not answer is disconnected.
          channel.write(ByteBuffer.wrap(PONG));
        }
        accept(array, start + header, start + header + (int) length, now);
        start += header + (int) length;
      }
      System.arraycopy(array, start, array, 0, end - start);
      buffer.position(end - start);
      if (!buffer.hasRemaining()) {
        ByteBuffer larger = ByteBuffer.allocate(2 * buffer.capacity());
        larger.put(buffer.flip());
        client.large = larger;
      }
    } catch (IOException e) {
      key.cancel();
    }
  }

  private static int headerLength(byte[] bytes, int start, int end) {
    if (end - start < 2) {
      return -1;
    }
    int length =
        switch (bytes[start + 1] & 0x7f) {
          case 126 -> 4;
          case 127 -> 10;
          default -> 2;
        };
    return end - start < length ? -1 : length;
  }

  private static long payloadLength(byte[] bytes, int start) {
    ByteBuffer header = ByteBuffer.wrap(bytes);
    return switch (bytes[start + 1] & 0x7f) {
      case 126 -> header.getShort(start + 2) & 0xffff;
      case 127 -> header.getLong(start + 2);
      default -> bytes[start + 1] & 0x7f;
    };
  }

  private void accept(byte[] frame, int from, int to, long now) {
    if (!measuring || to - from < DELTA.length) {
      return;
    }
    for (int i = 0; i < DELTA.length; i++) {
      if (frame[from + i] != DELTA[i]) {
        return;
      }
    }
    long due = Stamp.find(frame, from, to);
    if (due > 0) {
      latencies.add(now - due);
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    selector.wakeup();
    if (thread != null) {
      thread.join();
    }
    try {
      for (SelectionKey key : List.copyOf(selector.keys())) {
        key.channel().close();
      }
      for (SocketChannel channel : stalled) {
        channel.close();
      }
      selector.close();
    } catch (IOException e) {
      // They are gone.
    }
  }
}
