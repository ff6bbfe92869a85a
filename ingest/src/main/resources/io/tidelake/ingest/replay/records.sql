-- The records that were not sent again yet, as they were.
--   ?, ?  the reason, null for all
--   ?, ?  from this date and time of the record on
SELECT reason, kafka_partition, kafka_offset, ingest_time, dt, record_key, value
FROM quarantine
WHERE
    (reason = ? OR CAST(? AS varchar) IS NULL)
    AND dt >= ?
    AND ingest_time >= from_iso8601_timestamp(?)
    AND kafka_offset IS NOT NULL
    AND replayed_at IS NULL
