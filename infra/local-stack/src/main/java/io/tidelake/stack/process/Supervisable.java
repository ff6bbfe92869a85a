package io.tidelake.stack.process;

import java.io.IOException;

/** Something that a {@link Supervised} can keep running. */
public interface Supervisable {

  /** The name, as in logs, pid files and messages. */
  String name();

  /** Makes ready what the process finds on disk; called before each start. */
  void prepare() throws IOException, InterruptedException;

  /** What to run; called before each start. */
  ProcessCommand command();

  /** Returns if the process, just started, is ready to serve; otherwise throws, saying why. */
  void checkReady() throws Exception;

  /** Returns if the process still serves; cheap, because it is called every few seconds. */
  void checkAlive() throws Exception;
}
