package io.tidelake.streaming;

import io.tidelake.schema.event.RejectReason;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A topic of any length, made up from the index of the record: good events of many kinds and every
 * kind of bad one.
 */
public final class TestRecords {

  public static final int PARTITIONS = 4;

  /** 2026-08-29 20:00 in Shanghai. */
  public static final long START = 1_788_004_800_000L;

  private static final String[] PROVINCES = {"浙江", "北京市", "内蒙古自治区", "", "Atlantis", "瓦坎达", "广东"};

  /** One record as Kafka hands it out. */
  public record Raw(
      byte @Nullable [] key, byte @Nullable [] value, int partition, long offset, long timestamp) {}

  private TestRecords() {}

  public static Raw at(long index) {
    int partition = (int) (index % PARTITIONS);
    long offset = index / PARTITIONS;
    long timestamp = START + index * 7;
    byte[] key = index % 11 == 0 ? null : utf8("user-" + index % 97);
    return new Raw(key, value(index, timestamp), partition, offset, timestamp);
  }

  private static byte @Nullable [] value(long index, long timestamp) {
    if (index % 10 == 9) {
      return bad(RejectReason.values()[(int) (index / 10 % (RejectReason.values().length - 1))]);
    }
    String time =
        switch ((int) (index % 5)) {
          case 0 -> "\"event_time\":" + (timestamp - 200);
          case 1 -> "\"event_time\":" + (timestamp - 400_000);
          case 2 -> "\"month\":\"08\",\"day\":\"" + (1 + index % 28) + "\"";
          case 3 -> "\"month\":2,\"day\":30";
          default -> "\"event_id\":\"e-" + index + "\",\"event_time\":" + (timestamp - 60_000);
        };
    return utf8(
        "{\"user_id\":\"%d\",\"item_id\":%d,\"cat_id\":\"%d\",\"merchant_id\":\"\",\"brand_id\":\"b\\u00e4%d\",%s,\"action\":\"%d\",\"age_range\":%d,\"gender\":\"%d\",\"province\":\"%s\"}"
            .formatted(
                index % 97,
                index % 31,
                index % 7,
                index % 3,
                time,
                index % 4,
                index % 9,
                index % 3,
                PROVINCES[(int) (index % PROVINCES.length)]));
  }

  /** A value that is rejected for this reason. */
  public static byte @Nullable [] bad(RejectReason reason) {
    return switch (reason) {
      case EMPTY_VALUE -> null;
      case INVALID_UTF8 -> new byte[] {'{', '"', (byte) 0xC3, '(', '"', ':', '1', '}'};
      case MALFORMED_JSON -> utf8("{\"user_id\":");
      case NOT_AN_OBJECT -> utf8("[1,2]");
      case INVALID_TYPE -> utf8("{\"user_id\":{},\"item_id\":1,\"action\":0}");
      case MISSING_USER_ID -> utf8("{\"item_id\":1,\"action\":0}");
      case MISSING_ITEM_ID -> utf8("{\"user_id\":1,\"action\":0}");
      case INVALID_ACTION -> utf8("{\"user_id\":1,\"item_id\":1,\"action\":4}");
      case INVALID_AGE_RANGE -> utf8("{\"user_id\":1,\"item_id\":1,\"action\":0,\"age_range\":9}");
      case INVALID_GENDER -> utf8("{\"user_id\":1,\"item_id\":1,\"action\":0,\"gender\":\"x\"}");
      case INVALID_EVENT_TIME ->
          utf8("{\"user_id\":1,\"item_id\":1,\"action\":0,\"event_time\":\"yesterday\"}");
      case MALFORMED_CSV -> throw new IllegalArgumentException("files only");
    };
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
