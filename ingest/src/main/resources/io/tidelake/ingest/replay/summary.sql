-- What quarantine holds by reason, and how much of it can be sent.
--   ?, ?  the reason, null for all
--   ?, ?  from this date and time of the record on
SELECT
    reason,
    count_if(kafka_offset IS NOT NULL AND replayed_at IS NULL) AS unsent,
    count_if(replayed_at IS NOT NULL) AS replayed,
    count_if(kafka_offset IS NULL) AS backfilled
FROM quarantine
WHERE
    (reason = ? OR CAST(? AS varchar) IS NULL)
    AND dt >= ?
    AND ingest_time >= from_iso8601_timestamp(?)
GROUP BY reason
ORDER BY reason
