package io.tidelake.streaming.function;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A topic whose ends a test sets, and which it can take away. */
final class TestEnds implements EndOffsets.Factory {

  private static final long serialVersionUID = 1L;

  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  final AtomicInteger asked = new AtomicInteger();

  /** Null: nobody answers. */
  private volatile @Nullable HashMap<Integer, Long> ends;

  void are(Map<Integer, Long> ends) {
    this.ends = new HashMap<>(ends);
  }

  void areGone() {
    ends = null;
  }

  @Override
  public EndOffsets open() {
    opened.incrementAndGet();
    return new EndOffsets() {
      @Override
      public Map<Integer, Long> ask() {
        asked.incrementAndGet();
        Map<Integer, Long> answer = ends;
        if (answer == null) {
          throw new IllegalStateException("no broker");
        }
        return answer;
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }
}
