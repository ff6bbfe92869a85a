package io.tidelake.ingest;

import java.io.IOException;

/** Another source, for tests that change one thing of it. */
class ForwardingSource implements EventSource {

  private final EventSource source;

  ForwardingSource(EventSource source) {
    this.source = source;
  }

  @Override
  public boolean next(EventRecord target, long now) throws IOException {
    return source.next(target, now);
  }

  @Override
  public Unit unit() {
    return source.unit();
  }

  @Override
  public long total() {
    return source.total();
  }

  @Override
  public long position() {
    return source.position();
  }
}
