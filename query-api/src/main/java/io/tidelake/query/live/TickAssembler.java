package io.tidelake.query.live;

import io.tidelake.schema.live.LiveMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds messages back until the {@code progress} message that ends their tick, so that nobody sees
 * half a tick. Not thread-safe.
 */
final class TickAssembler {

  private List<LiveMessage> whole = new ArrayList<>();
  private List<LiveMessage> open = new ArrayList<>();

  void add(LiveMessage message) {
    open.add(message);
    if (message instanceof LiveMessage.Progress) {
      whole.addAll(open);
      open.clear();
    }
  }

  /** The messages of all ticks that ended since the last call, in order. */
  List<LiveMessage> take() {
    List<LiveMessage> taken = whole;
    whole = new ArrayList<>();
    return taken;
  }

  void clear() {
    whole = new ArrayList<>();
    open = new ArrayList<>();
  }
}
