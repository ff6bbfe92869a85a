-- Events as they are in the lake, in no order: they come as Trino reads them. Times are epoch
-- milliseconds, which are cheap to send and to read.
--   :snapshot                the state of the table
--   :first_day, :last_day    business dates of the range
--   :start_time, :end_time   both included, compared with event_time
--   :action, :age, :gender   code, or -1 for all
--   :province                name, or empty for all
SELECT
    user_id,
    item_id,
    cat_id,
    merchant_id,
    brand_id,
    month,
    day,
    action,
    age_range,
    gender,
    province,
    event_id,
    date_diff('millisecond', from_unixtime(0), event_time) AS event_millis,
    date_diff('millisecond', from_unixtime(0), ingest_time) AS ingest_millis,
    time_source,
    is_late,
    delay_ms,
    kafka_partition,
    kafka_offset,
    source_file,
    source_line,
    CAST(dt AS varchar) AS dt
FROM raw_events FOR VERSION AS OF :snapshot
WHERE dt BETWEEN :first_day AND :last_day
  AND event_time BETWEEN :start_time AND :end_time
  AND (:action = -1 OR action = :action)
  AND (:age = -1 OR age_range = :age)
  AND (:gender = -1 OR gender = :gender)
  AND (:province = '' OR province = :province)
