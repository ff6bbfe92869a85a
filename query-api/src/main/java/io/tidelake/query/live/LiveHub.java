package io.tidelake.query.live;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The one live state and the frames made of it. The feed writes, clients read frames by their
 * number without ever holding the feed up.
 *
 * <p>Numbers are contiguous within an epoch. A client has seen everything up to frame {@code n} if
 * it had a snapshot of some {@code m ≤ n} and the deltas {@code m + 1 … n}.
 */
@Component
class LiveHub {

  /** What was published so far; replaced as a whole when numbering restarts. */
  static final class Epoch {
    private final String id;
    private final @Nullable String topic;
    private final AtomicReferenceArray<@Nullable LiveFrame> ring;
    private volatile long seq;

    private Epoch(String id, @Nullable String topic, int bufferedFrames) {
      this.id = id;
      this.topic = topic;
      this.ring = new AtomicReferenceArray<>(bufferedFrames);
    }

    String id() {
      return id;
    }

    /** Of the live topic that the counts were read from; null if it is not known. */
    @Nullable String topic() {
      return topic;
    }

    /** The number of the newest frame. */
    long seq() {
      return seq;
    }

    /** The delta of this number, or null if it is no longer (or not yet) there. */
    @Nullable LiveFrame delta(long number) {
      LiveFrame frame = ring.get((int) Math.floorMod(number, ring.length()));
      return frame != null && frame.seq() == number ? frame : null;
    }

    private void publish(LivePart changes) {
      long number = seq + 1;
      ring.set((int) Math.floorMod(number, ring.length()), LiveFrame.delta(id, number, changes));
      seq = number;
    }
  }

  private final int bufferedFrames;
  private final ZoneId zone;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
  private LiveState state = new LiveState();
  private volatile boolean ready;
  private @Nullable LiveFrame snapshot;
  private volatile Epoch epoch;
  private volatile long publishedAt = System.nanoTime() - Duration.ofDays(1).toNanos();

  @Autowired
  LiveHub(LiveProperties properties, BusinessTime times) {
    this(properties, times.zone());
  }

  LiveHub(LiveProperties properties, ZoneId zone) {
    this.zone = zone;
    this.bufferedFrames = properties.bufferedFrames();
    this.epoch = newEpoch(null);
  }

  private Epoch newEpoch(@Nullable String topic) {
    byte[] id = new byte[8];
    ThreadLocalRandom.current().nextBytes(id);
    return new Epoch(HexFormat.of().formatHex(id), topic, bufferedFrames);
  }

  /** Takes whole ticks over, and makes one frame of what they changed. */
  void apply(List<LiveMessage> ticks) {
    lock.lock();
    try {
      ticks.forEach(state::merge);
      if (!ready || !state.changed()) {
        return;
      }
      publish();
    } finally {
      lock.unlock();
    }
    tellListeners();
  }

  /**
   * Takes over where the event topic ends; makes a frame even if nothing changed, so that clients
   * see that the service lives.
   *
   * @param endOffsets null: the broker does not tell
   */
  void beat(@Nullable Map<Integer, Long> endOffsets) {
    lock.lock();
    try {
      state.mergeEndOffsets(endOffsets);
      if (!ready) {
        return;
      }
      publish();
    } finally {
      lock.unlock();
    }
    tellListeners();
  }

  /**
   * Takes over where the event topic ends; told with the next frame.
   *
   * @param endOffsets null: the broker does not tell
   */
  void note(@Nullable Map<Integer, Long> endOffsets) {
    lock.lock();
    try {
      state.mergeEndOffsets(endOffsets);
    } finally {
      lock.unlock();
    }
  }

  /** Takes over where the event topic begins; told with the next frame. */
  void noteBeginnings(Map<Integer, Long> offsets) {
    lock.lock();
    try {
      state.mergeBeginnings(offsets);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the newest frame is younger than this. */
  boolean published(Duration ago) {
    return System.nanoTime() - publishedAt < ago.toNanos();
  }

  private void publish() {
    publishedAt = System.nanoTime();
    epoch.publish(state.takeChanges());
    snapshot = null;
  }

  /** The topic has been read to its end: from now on clients are served. */
  void ready() {
    lock.lock();
    try {
      if (ready) {
        return;
      }
      ready = true;
      state.takeChanges();
      snapshot = null;
    } finally {
      lock.unlock();
    }
    tellListeners();
  }

  /**
   * What comes next is read from this live topic. If that is another one than before, everything is
   * forgotten; and clients are greeted anew, so that they know as well whose counts they hold.
   *
   * @param id of the topic, which no other topic ever has, also of the same name
   */
  void reads(String id) {
    lock.lock();
    try {
      String before = epoch.topic();
      if (id.equals(before)) {
        return;
      }
      if (before != null) {
        state = new LiveState();
        ready = false;
      }
      snapshot = null;
      epoch = newEpoch(id);
    } finally {
      lock.unlock();
    }
    tellListeners();
  }

  /** The topic does not hold what was read from it: forgets everything and starts a new epoch. */
  void restart() {
    lock.lock();
    try {
      state = new LiveState();
      ready = false;
      snapshot = null;
      epoch = newEpoch(epoch.topic());
    } finally {
      lock.unlock();
    }
    tellListeners();
  }

  /** Whether the topic has been read to its end. */
  boolean isReady() {
    return ready;
  }

  /** In which dates are scopes. */
  ZoneId zone() {
    return zone;
  }

  /** Numbers and frames of the present epoch. */
  Epoch epoch() {
    return epoch;
  }

  /** The whole state as of the newest frame; null before the topic has been read to its end. */
  @Nullable LiveFrame snapshot() {
    lock.lock();
    try {
      if (!ready) {
        return null;
      }
      if (snapshot == null) {
        snapshot = LiveFrame.snapshot(epoch.id(), epoch.topic(), epoch.seq(), state.everything());
      }
      return snapshot;
    } finally {
      lock.unlock();
    }
  }

  /** The counts of one scope now, as far as they are known, and how far the stream has come. */
  LivePart counts(String scope) {
    lock.lock();
    try {
      return state.counts(scope);
    } finally {
      lock.unlock();
    }
  }

  /** The count of a value in the scope of all events; 0 if there is none. */
  long total(LiveDimension dimension, String value) {
    lock.lock();
    try {
      return state.total(dimension, value);
    } finally {
      lock.unlock();
    }
  }

  /** The sum over the values of a dimension in the scope of all events. */
  long total(LiveDimension dimension) {
    lock.lock();
    try {
      return state.total(dimension);
    } finally {
      lock.unlock();
    }
  }

  /** How far the stream has come. */
  LivePart.Progress progress() {
    lock.lock();
    try {
      return state.progress();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs after each new frame, on the feed's thread: must not block.
   *
   * @return takes it off again
   */
  Runnable onFrame(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void tellListeners() {
    listeners.forEach(Runnable::run);
  }
}
