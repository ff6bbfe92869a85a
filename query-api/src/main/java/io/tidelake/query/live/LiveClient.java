package io.tidelake.query.live;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.WebSocketMessage;

/**
 * One client of {@code /ws/live}: its own thread takes frames from the hub as fast as the client
 * takes them, at most one at a time. A client of which nothing is heard, not even the answer to a
 * ping, is given up: a network that is gone closes no connection.
 */
final class LiveClient implements Runnable {

  /** Where a client left off. */
  record Resume(String epoch, long seq) {}

  /** Sends one frame; returns when the connection has taken it. */
  @FunctionalInterface
  interface Sender {
    void send(WebSocketMessage<?> message) throws IOException;
  }

  /** Silent for so many intervals between pings, a client is gone. */
  private static final double PATIENCE = 2.5;

  /** How often in such an interval it is looked whether a ping is due. */
  private static final int LOOKS = 4;

  /** Another subscription costs a snapshot, so a client is given one no more often. */
  static final Duration BETWEEN_WISHES = Duration.ofMillis(100);

  /** Nanoseconds; a wish that can't be fulfilled yet is looked at no more often. */
  private static final long LEAST_NAP = BETWEEN_WISHES.toNanos() / 10;

  private final LiveHub hub;
  private final Sender sender;
  private final int maxFramesBehind;
  private final long pingNanos;
  private final Runnable atEnd;
  private final AtomicReference<@Nullable Subscription> wanted = new AtomicReference<>();
  private Subscription subscription;

  private LiveHub.@Nullable Epoch epoch;
  private long sent;

  /** Deltas up to here are owed to a client that came back, however many they are. */
  private long owedUntil;

  private @Nullable Resume resume;
  private long lookedAt = System.nanoTime();
  private long pingedAt = lookedAt;
  private long changedAt = lookedAt - BETWEEN_WISHES.toNanos();

  /** When the first of the pings was sent that are not answered yet; null: none waits. */
  private volatile @Nullable Long askedAt;

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
      LiveProperties properties,
      Runnable atEnd) {
    this.hub = hub;
    this.sender = sender;
    this.subscription = subscription;
    this.resume = resume;
    this.maxFramesBehind = properties.maxFramesBehind();
    this.pingNanos = properties.pingInterval().toNanos();
    this.atEnd = atEnd;
  }

  /**
   * The client wants something else from now on: it is told so, and then gets a snapshot of it. Of
   * wishes that come fast the last is fulfilled.
   */
  void subscribe(Subscription subscription) {
    wanted.set(subscription);
    LockSupport.unpark(thread);
  }

  /** The client said something, be it only the answer to a ping. */
  void heard() {
    askedAt = null;
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
      while (!closed && isThere()) {
        if (!sendNext()) {
          LockSupport.parkNanos(this, untilLook());
        }
      }
    } catch (IOException | IllegalStateException gone) {
      // Said by the connection to whoever closed it.
    } finally {
      unsubscribe.run();
      atEnd.run();
    }
  }

  /** Asks it to answer, now and then. */
  private boolean isThere() throws IOException {
    long now = System.nanoTime();
    if (now - lookedAt >= pingNanos) {
      // A send took long, or this process stood still: the client may have had no chance to answer.
      askedAt = null;
    }
    lookedAt = now;
    if (now - pingedAt >= pingNanos) {
      pingedAt = now;
      if (askedAt == null) {
        askedAt = now;
      }
      sender.send(new PingMessage());
    }
    Long asked = askedAt;
    return asked == null || now - asked < PATIENCE * pingNanos;
  }

  /** Nanoseconds. */
  private long untilLook() {
    long look = pingNanos / LOOKS;
    return wanted.get() == null ? look : Math.clamp(untilWish(), LEAST_NAP, look);
  }

  private long untilWish() {
    return BETWEEN_WISHES.toNanos() - (System.nanoTime() - changedAt);
  }

  /**
   * @return false if there is nothing to send
   */
  private boolean sendNext() throws IOException {
    LiveHub.Epoch current = hub.epoch();
    if (epoch != current) {
      return greet(current);
    }
    Subscription changed = untilWish() > 0 ? null : wanted.getAndSet(null);
    if (changed != null) {
      changedAt = System.nanoTime();
      subscription = changed;
      sender.send(LiveFrame.subscribed(changed));
      return sendSnapshot();
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
        LiveFrame.hello(current.id(), snapshot.seq(), hub.zone(), System.currentTimeMillis()));
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
    if (hub.epoch() != epoch) {
      // Perhaps it is of the new one, of which the client must hear first.
      return true;
    }
    if (snapshot == null) {
      return false;
    }
    sender.send(snapshot.message(subscription));
    sent = snapshot.seq();
    return true;
  }
}
