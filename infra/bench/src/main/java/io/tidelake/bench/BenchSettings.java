package io.tidelake.bench;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What all benchmarks are told.
 *
 * @param home for the state of stacks; emptied unless {@code reuse}
 * @param portOffset shifts every port
 * @param rounds how often each measurement is made, in turn with its peers
 * @param seconds of one measurement, after warming up
 * @param quick fewer and shorter, for daily use
 * @param events to measure with; 0: what the benchmark usually does
 * @param rate of events a second; 0: what the benchmark usually does
 * @param minutes of what lasts; 0: what the benchmark usually does
 * @param reuse whether a home with what a benchmark wants is taken again, and left behind
 * @param seed of the input
 * @param say tells people what is done now
 */
public record BenchSettings(
    Path home,
    int portOffset,
    int rounds,
    int seconds,
    boolean quick,
    long events,
    long rate,
    int minutes,
    boolean reuse,
    long seed,
    Consumer<String> say) {

  /** How many events to measure with. */
  public long eventsOr(long usual) {
    return events == 0 ? usual : events;
  }

  /** How many events a second. */
  public long rateOr(long usual) {
    return rate == 0 ? usual : rate;
  }

  /** How long to last. */
  public int minutesOr(int usual) {
    return minutes == 0 ? usual : minutes;
  }
}
