package io.tidelake.ingest;

import java.util.List;

/** Values given one by one, without a key. */
final class Lines implements EventSource {

  private final List<String> values;
  private int position;

  Lines(String... values) {
    this.values = List.of(values);
  }

  @Override
  public boolean next(EventRecord target, long now) {
    if (position == values.size()) {
      return false;
    }
    target.noKey();
    target.valueBuffer().clear();
    target.valueBuffer().writeText(values.get(position++));
    return true;
  }

  @Override
  public Unit unit() {
    return Unit.EVENTS;
  }

  @Override
  public long total() {
    return values.size();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void close() {}
}
