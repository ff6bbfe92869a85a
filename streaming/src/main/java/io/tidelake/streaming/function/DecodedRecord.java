package io.tidelake.streaming.function;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.RejectReason;
import org.jspecify.annotations.Nullable;

/**
 * A record of the event topic together with what the codec made of it: an event, or the reason why
 * it is none.
 *
 * <p>One instance a source subtask, overwritten by each record: it never leaves the thread that
 * decoded it, and who keeps something of it copies that. See {@link DecodedRecordType}.
 */
public final class DecodedRecord {

  /** The event; its content holds only if {@link #accepted()}. */
  public final BehaviorEvent event = new BehaviorEvent();

  /** The key as it was; null: none. */
  public byte @Nullable [] key;

  /** The value as it was; null: none. */
  public byte @Nullable [] value;

  public int partition;
  public long offset;

  /** Of the record, epoch milliseconds. */
  public long timestamp;

  /** Why the record is no event; null: it is one. */
  public @Nullable RejectReason rejected;

  /** What was wrong with a rejected record; empty for an event. */
  public String detail = "";

  /** Whether the record is an event. */
  public boolean accepted() {
    return rejected == null;
  }
}
