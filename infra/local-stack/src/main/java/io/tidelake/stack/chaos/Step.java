package io.tidelake.stack.chaos;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A moment of the schedule.
 *
 * @param faults one, or two at once
 * @param calm how long the stack is left alone before
 */
record Step(List<Fault> faults, Duration calm) {

  Step {
    faults = List.copyOf(faults);
  }

  String name() {
    return faults.stream().map(Fault::name).collect(Collectors.joining(" + "));
  }

  @Override
  public String toString() {
    return faults.stream().map(Fault::toString).collect(Collectors.joining(" + "));
  }
}
