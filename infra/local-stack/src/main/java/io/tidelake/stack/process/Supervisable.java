package io.tidelake.stack.process;

import java.io.IOException;
import java.time.Duration;

/** Something that a {@link Supervised} can keep running. */
public interface Supervisable {

  /** The name, as in logs, pid files and messages. */
  String name();

  /** Makes ready what the process finds on disk; called before each start. */
  void prepare() throws IOException, InterruptedException;

  /** What to run; called before each start. */
  ProcessCommand command();

  /**
   * How long to wait at least before a process that ended is started again: nothing, unless
   * something more urgent is to be done meanwhile.
   */
  default Duration restartDelay() {
    return Duration.ZERO;
  }

  /** How often {@link #checkAlive} is asked. */
  default Duration checkInterval() {
    return Duration.ofSeconds(2);
  }

  /** How long the process may be stuck before it is replaced. */
  default Duration stuckPatience() {
    return Duration.ofSeconds(12);
  }

  /**
   * The same if it takes no CPU meanwhile: then it is not the machine that is slow, the process has
   * been stopped.
   */
  default Duration frozenPatience() {
    return stuckPatience();
  }

  /** Returns if the process, just started, is ready to serve; otherwise throws, saying why. */
  void checkReady() throws Exception;

  /**
   * Returns if the process still serves; cheap, because it is called often.
   *
   * @throws StuckException if it will not get well by itself: after a while it is replaced
   * @throws Exception if it does not serve just now: it is left alone
   */
  void checkAlive() throws Exception;
}
