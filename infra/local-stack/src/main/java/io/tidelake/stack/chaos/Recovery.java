package io.tidelake.stack.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When live output was back after a fault, out of the moments at which it was seen.
 *
 * <p>A fault may be felt later than it happens: tasks go on for a while after their JobManager has
 * died, and stop when they notice. So what counts is the end of the last silence that began while
 * the fault lasted or shortly after, not the first output after the fault. A silence that begins
 * later is the next one's, or the machine's.
 */
final class Recovery {

  /** Longer without output is a silence: the stream says something many times a second. */
  static final Duration SILENCE = Duration.ofSeconds(1);

  /** A little more than the longest heartbeat time-out, after which a silence could begin. */
  static final Duration NOTICE = Duration.ofSeconds(7);

  private Recovery() {}

  /**
   * From the fault to the output that ended its last silence; if there was none, to the first
   * output.
   *
   * @param lasted how long the fault did
   * @param outputs ascending; those before the fault don't matter, but for the last of them
   * @return null if there was no output after the fault
   */
  static @Nullable Duration liveBack(Instant fault, Duration lasted, List<Instant> outputs) {
    Instant noticed = fault.plus(lasted).plus(NOTICE);
    Instant before = fault;
    @Nullable Instant back = null;
    for (Instant output : outputs) {
      if (output.isBefore(fault)) {
        continue;
      }
      boolean silence = Duration.between(before, output).compareTo(SILENCE) > 0;
      if (back == null || silence && before.isBefore(noticed)) {
        back = output;
      }
      before = output;
    }
    return back == null ? null : Duration.between(fault, back);
  }

  /** The longest time without output between the fault and the last output. */
  static Duration longestSilence(Instant fault, List<Instant> outputs) {
    Duration longest = Duration.ZERO;
    Instant before = fault;
    for (Instant output : outputs) {
      if (output.isBefore(fault)) {
        continue;
      }
      Duration silence = Duration.between(before, output);
      longest = silence.compareTo(longest) > 0 ? silence : longest;
      before = output;
    }
    return longest;
  }
}
