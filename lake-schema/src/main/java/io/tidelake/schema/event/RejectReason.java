package io.tidelake.schema.event;

/**
 * Why a record is not an event: the closed list that the table {@code quarantine}, the live topic
 * and the metrics share. A record has one reason, the first that applies in the order of this list.
 */
public enum RejectReason {
  /** The record has no value (a Kafka tombstone) or one of no bytes. */
  EMPTY_VALUE,
  /** The bytes, or the text an escape stands for, are no UTF-8. */
  INVALID_UTF8,
  /** The value is no JSON. */
  MALFORMED_JSON,
  /** The value is JSON but no object. */
  NOT_AN_OBJECT,
  /** A field that must be text or a number is something else. */
  INVALID_TYPE,
  /** {@code user_id} is empty or missing. */
  MISSING_USER_ID,
  /** {@code item_id} is empty or missing. */
  MISSING_ITEM_ID,
  /** {@code action} is missing or none of 0 to 3. */
  INVALID_ACTION,
  /** {@code age_range} is none of 0 to 8. */
  INVALID_AGE_RANGE,
  /** {@code gender} is none of 0 to 2. */
  INVALID_GENDER,
  /** {@code event_time} is neither epoch milliseconds nor ISO-8601 with an offset. */
  INVALID_EVENT_TIME,
  /** A line of a file that is no CSV, or one without the columns of an event (backfill only). */
  MALFORMED_CSV
}
