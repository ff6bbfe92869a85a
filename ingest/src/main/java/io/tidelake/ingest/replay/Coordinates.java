package io.tidelake.ingest.replay;

/** Which record of the event topic it is. As text {@code partition/offset}. */
record Coordinates(int partition, long offset) {

  /**
   * @throws IllegalArgumentException for anything else than what {@link #toString} gives
   */
  static Coordinates parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("\"" + text + "\" is no partition/offset");
    }
    return new Coordinates(
        Integer.parseInt(text.substring(0, slash)), Long.parseLong(text.substring(slash + 1)));
  }

  @Override
  public String toString() {
    return partition + "/" + offset;
  }
}
