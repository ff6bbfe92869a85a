-- The records that were not sent again yet. Key and value of small ones only: the driver holds tens
-- of thousands of rows at once. See bytes.sql for the others.
--   ?, ?  the reason, null for all
--   ?, ?  from this date and time of the record on
SELECT
    reason,
    kafka_partition,
    kafka_offset,
    ingest_time,
    dt,
    size,
    size <= 1024 AS has_bytes,
    if(size <= 1024, record_key) AS record_key,
    if(size <= 1024, value) AS value
FROM (
    SELECT *, coalesce(length(record_key), 0) + coalesce(length(value), 0) AS size
    FROM quarantine
)
WHERE
    (reason = ? OR CAST(? AS varchar) IS NULL)
    AND dt >= ?
    AND ingest_time >= from_iso8601_timestamp(?)
    AND kafka_offset IS NOT NULL
    AND replayed_at IS NULL
