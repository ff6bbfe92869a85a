-- Marks records as sent again.
--   ?     when
--   ?, ?  first and last date of the records
--   ?     their coordinates, a JSON array of [partition, offset]
UPDATE quarantine
SET replayed_at = from_iso8601_timestamp(?)
WHERE
    replayed_at IS NULL
    AND dt BETWEEN ? AND ?
    AND (kafka_partition, kafka_offset) IN (
        SELECT kafka_partition, kafka_offset
        FROM UNNEST(CAST(json_parse(?) AS array(row(kafka_partition integer, kafka_offset bigint))))
            AS sent (kafka_partition, kafka_offset)
    )
