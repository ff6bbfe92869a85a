package io.tidelake.schema.event;

import io.tidelake.schema.label.Label;

/**
 * Why a record is not an event: the closed list that the table {@code quarantine}, the live topic
 * and the metrics share. A record has one reason, the first that applies in the order of this list.
 */
public enum RejectReason implements Label {
  /** The record has no value (a Kafka tombstone) or one of no bytes. */
  EMPTY_VALUE("空记录", "Empty value"),
  /** The bytes, or the text an escape stands for, are no UTF-8. */
  INVALID_UTF8("不是UTF-8", "Not UTF-8"),
  /** The value is no JSON. */
  MALFORMED_JSON("JSON格式错误", "Malformed JSON"),
  /** The value is JSON but no object. */
  NOT_AN_OBJECT("不是JSON对象", "Not an object"),
  /** A field that must be text or a number is something else. */
  INVALID_TYPE("字段类型错误", "Wrong type of field"),
  /** {@code user_id} is empty or missing. */
  MISSING_USER_ID("缺少用户ID", "User id missing"),
  /** {@code item_id} is empty or missing. */
  MISSING_ITEM_ID("缺少商品ID", "Item id missing"),
  /** {@code action} is missing or none of 0 to 3. */
  INVALID_ACTION("行为代码无效", "Invalid action"),
  /** {@code age_range} is none of 0 to 8. */
  INVALID_AGE_RANGE("年龄段无效", "Invalid age range"),
  /** {@code gender} is none of 0 to 2. */
  INVALID_GENDER("性别无效", "Invalid gender"),
  /**
   * {@code event_time} is neither epoch milliseconds nor ISO-8601 with an offset, or out of the
   * years 1970 to 9998; or the timestamp of the record is, on which every event time depends.
   */
  INVALID_EVENT_TIME("事件时间无效", "Invalid event time"),
  /** A line of a file that is no CSV, or one without the columns of an event (backfill only). */
  MALFORMED_CSV("CSV格式错误", "Malformed CSV");

  private final String zh;
  private final String en;

  RejectReason(String zh, String en) {
    this.zh = zh;
    this.en = en;
  }

  @Override
  public String key() {
    return name();
  }

  @Override
  public String zh() {
    return zh;
  }

  @Override
  public String en() {
    return en;
  }
}
