package io.tidelake.stack.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process, told apart from a later one that the system gave the same id.
 *
 * @param pid the process id
 * @param started when the process started
 */
public record ProcessIdentity(long pid, Instant started) {

  /** The system derives start times from the clock, which may be stepped in between. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  public static ProcessIdentity of(ProcessHandle process) {
    return new ProcessIdentity(
        process.pid(), process.info().startInstant().orElseGet(Instant::now));
  }

  /** The process while it runs; empty once it has ended, even if its id was given away again. */
  public Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process
                    .info()
                    .startInstant()
                    .map(start -> Duration.between(started, start).abs().compareTo(TOLERANCE) <= 0)
                    .orElse(false));
  }
}
