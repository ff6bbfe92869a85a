package io.tidelake.streaming.function;

import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.label.Action;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * The live totals as Flink metrics, in the group {@code tidelake} of the operator. They are gauges
 * and not counters, since they show what stands in checkpointed state: a restart of the job does
 * not set them back to 0.
 *
 * <p>Written by the task, read by reporters in threads of their own.
 */
final class LiveMetrics {

  private static final RejectReason[] REASONS = RejectReason.values();
  private static final double MILLIS_PER_SECOND = 1000;

  private final AtomicLongArray actions = new AtomicLongArray(Action.COUNT);
  private final AtomicLongArray rejected = new AtomicLongArray(REASONS.length);
  private volatile long late;
  private volatile long watermark = Long.MIN_VALUE;
  private volatile long completeThrough = Completeness.UNKNOWN;

  private final LongSupplier clock;

  /**
   * @param operator where the metrics are registered
   * @param clock epoch milliseconds; only ages depend on it
   */
  LiveMetrics(MetricGroup operator, LongSupplier clock) {
    this.clock = clock;
    MetricGroup group = operator.addGroup("tidelake");
    group.gauge("accepted", (Gauge<Long>) this::accepted);
    group.gauge("late", (Gauge<Long>) () -> late);
    for (RejectReason reason : REASONS) {
      group
          .addGroup("reason", reason.key())
          .gauge("rejected", (Gauge<Long>) () -> rejected.get(reason.ordinal()));
    }
    group.gauge("watermarkLagSeconds", (Gauge<Double>) () -> age(watermark));
    group.gauge("completeThroughAgeSeconds", (Gauge<Double>) () -> age(completeThrough));
  }

  /** Takes over a count of the scope of all events. */
  void count(LiveCell cell) {
    switch (cell.key.dimension()) {
      case ACTION -> actions.set(Integer.parseInt(cell.key.value()), cell.count);
      case LATE -> late = cell.count;
      case REJECTED -> rejected.set(RejectReason.valueOf(cell.key.value()).ordinal(), cell.count);
      case AGE, GENDER, PROVINCE, DELAY, VISITORS -> {}
    }
  }

  /** Epoch milliseconds; {@link Long#MIN_VALUE}: not known. */
  void progress(long watermark, long completeThrough) {
    this.watermark = watermark;
    this.completeThrough = completeThrough;
  }

  private long accepted() {
    long sum = 0;
    for (int action = 0; action < Action.COUNT; action++) {
      sum += actions.get(action);
    }
    return sum;
  }

  private double age(long time) {
    return time == Long.MIN_VALUE ? Double.NaN : (clock.getAsLong() - time) / MILLIS_PER_SECOND;
  }
}
