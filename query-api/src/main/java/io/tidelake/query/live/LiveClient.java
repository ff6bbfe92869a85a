package io.tidelake.query.live;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.TextMessage;

/**
 * One client of {@code /ws/live}: its own thread takes frames from the hub as fast as the client
 * takes them, at most one at a time.
 */
final class LiveClient implements Runnable {

  /** Where a client left off. */
  record Resume(String epoch, long seq) {}

  /** Sends one frame; returns when the connection has taken it. */
  @FunctionalInterface
  interface Sender {
    void send(TextMessage message) throws IOException;
  }

  private final LiveHub hub;
  private final Sender sender;
  private final Subscription subscription;
  private final int maxFramesBehind;
  private final Runnable atEnd;

  private LiveHub.@Nullable Epoch epoch;
  private long sent;

  /** Deltas up to here are owed to a client that came back, however many they are. */
  private long owedUntil;

  private @Nullable Resume resume;
  private volatile boolean closed;
  private volatile @Nullable Thread thread;

  /**
   * @param atEnd runs once, when the client is gone or can't be reached
   */
  LiveClient(
      LiveHub hub,
      Sender sender,
      Subscription subscription,
      @Nullable Resume resume,
      int maxFramesBehind,
      Runnable atEnd) {
    this.hub = hub;
    this.sender = sender;
    this.subscription = subscription;
    this.resume = resume;
    this.maxFramesBehind = maxFramesBehind;
    this.atEnd = atEnd;
  }

  /** Ends the client's thread, soon. */
  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    Thread self = Thread.currentThread();
    thread = self;
    Runnable unsubscribe = hub.onFrame(() -> LockSupport.unpark(self));
    try {
      while (!closed) {
        if (!sendNext()) {
          LockSupport.park(this);
        }
      }
    } catch (IOException | IllegalStateException gone) {
      // Said by the connection to whoever closed it.
    } finally {
      unsubscribe.run();
      atEnd.run();
    }
  }

  /**
   * @return false if there is nothing to send
   */
  private boolean sendNext() throws IOException {
    LiveHub.Epoch current = hub.epoch();
    if (epoch != current) {
      return greet(current);
    }
    long newest = current.seq();
    if (sent == newest) {
      return false;
    }
    boolean tooFar = sent >= owedUntil && newest - sent > maxFramesBehind;
    LiveFrame delta = tooFar ? null : current.delta(sent + 1);
    if (delta == null) {
      return sendSnapshot();
    }
    sender.send(delta.message(subscription));
    sent = delta.seq();
    return true;
  }

  private boolean greet(LiveHub.Epoch current) throws IOException {
    LiveFrame snapshot = hub.snapshot();
    if (snapshot == null || hub.epoch() != current) {
      return hub.epoch() != current;
    }
    sender.send(
        LiveFrame.hello(
            current.id(), snapshot.seq(), hub.zone(), System.currentTimeMillis()));
    epoch = current;
    Resume from = resume;
    resume = null;
    if (from != null && from.epoch().equals(current.id()) && has(current, from.seq(), snapshot)) {
      sent = from.seq();
      owedUntil = snapshot.seq();
      return true;
    }
    sender.send(snapshot.message(subscription));
    sent = snapshot.seq();
    return true;
  }

  private static boolean has(LiveHub.Epoch epoch, long seen, LiveFrame snapshot) {
    return seen == snapshot.seq() || (seen < snapshot.seq() && epoch.delta(seen + 1) != null);
  }

  private boolean sendSnapshot() throws IOException {
    LiveFrame snapshot = hub.snapshot();
    if (snapshot == null) {
      return false;
    }
    sender.send(snapshot.message(subscription));
    sent = snapshot.seq();
    return true;
  }
}
