package io.tidelake.stack.process;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A supervised process at one moment.
 *
 * @param pid process id, 0 without a process
 * @param restarts starts after the first
 * @param started start of the current process
 * @param detail why the state is not healthy, in one line
 */
public record Status(
    State state, long pid, int restarts, @Nullable Instant started, @Nullable String detail) {

  static final Status WAITING = new Status(State.WAITING, 0, 0, null, null);

  Status with(State newState, @Nullable String newDetail) {
    return new Status(newState, pid, restarts, started, newDetail);
  }
}
