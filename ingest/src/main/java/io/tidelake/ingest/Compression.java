package io.tidelake.ingest;

/** How batches are compressed on their way to the broker and in its log. */
public enum Compression {
  /** Little processor time, about a quarter of the size. */
  LZ4,
  /** Smaller still, at more processor time. */
  ZSTD,
  /** As they are. */
  NONE;

  /** The name that Kafka and the command line know. */
  String kafkaName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
