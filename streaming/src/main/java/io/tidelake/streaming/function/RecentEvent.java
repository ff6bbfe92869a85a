package io.tidelake.streaming.function;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.schema.live.LiveLimits;
import io.tidelake.schema.live.LiveMessage;
import org.jspecify.annotations.Nullable;

/** A sample event on its way to the live topic. A POJO for Flink's serializer. */
public class RecentEvent {

  private static final String MASK = "***";

  /** Names shorter than this would show too much of themselves. */
  private static final int MIN_SHOWN_NAME = 5;

  public long recordTime;
  public int partition;
  public long offset;
  public int action;
  public String province = "";
  public String item = "";
  public String category = "";

  /** Masked. */
  public String user = "";

  /**
   * Copies what is shown of an event.
   *
   * @return null if the record is none
   */
  static @Nullable RecentEvent of(DecodedRecord record) {
    if (!record.accepted()) {
      return null;
    }
    BehaviorEvent event = record.event;
    RecentEvent recent = new RecentEvent();
    recent.recordTime = record.timestamp;
    recent.partition = record.partition;
    recent.offset = record.offset;
    recent.action = event.action;
    recent.province = shown(event.province);
    recent.item = shown(event.itemId);
    recent.category = shown(event.categoryId);
    recent.user = masked(event.userId.toString());
    return recent;
  }

  private static String shown(Utf8Slice text) {
    return LiveLimits.shownName(text.toString());
  }

  /** The first and the last letter; of short and of unusual names nothing. */
  static String masked(String user) {
    int last = user.length() - 1;
    if (user.length() < MIN_SHOWN_NAME
        || !Character.isLetterOrDigit(user.charAt(0))
        || !Character.isLetterOrDigit(user.charAt(last))) {
      return MASK;
    }
    return user.charAt(0) + MASK + user.charAt(last);
  }

  LiveMessage.Recent toMessage(int slot) {
    return new LiveMessage.Recent(
        slot, recordTime, partition, offset, action, province, item, category, user);
  }
}
