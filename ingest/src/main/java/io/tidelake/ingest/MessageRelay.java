package io.tidelake.ingest;

import java.io.PrintStream;
import java.util.function.Consumer;

/** Takes lines for people: prints them, and beside the progress as soon as there is one. */
final class MessageRelay implements Consumer<String> {

  private volatile ProgressView view;

  MessageRelay(PrintStream err) {
    view = new PlainProgress(err);
  }

  void through(ProgressView newView) {
    view = newView;
  }

  @Override
  public void accept(String line) {
    view.message(line);
  }
}
