-- The newest rejected records, with the beginning of each.
--   :reason   only these, or empty for all
--   :bytes    of each record
--   :limit    how many
SELECT
    reason, detail, substr(value, 1, :bytes) AS beginning, length(value) AS bytes,
    kafka_partition, kafka_offset, source_file, source_line, ingest_time, replayed_at
FROM quarantine
WHERE :reason = '' OR reason = :reason
ORDER BY ingest_time DESC, kafka_partition, kafka_offset DESC, source_file, source_line
LIMIT :limit
