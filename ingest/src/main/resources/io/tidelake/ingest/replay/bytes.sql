-- A part of key and value of records.
--   ?, ?  first byte of the key, from 1, and how many
--   ?, ?  the same of the value
--   ?, ?  first and last date of the records
--   ?     their coordinates, a JSON array of [partition, offset]
SELECT
    kafka_partition,
    kafka_offset,
    substr(record_key, ?, ?) AS record_key,
    substr(value, ?, ?) AS value
FROM quarantine
WHERE
    dt BETWEEN ? AND ?
    AND (kafka_partition, kafka_offset) IN (
        SELECT kafka_partition, kafka_offset
        FROM UNNEST(CAST(json_parse(?) AS array(row(kafka_partition integer, kafka_offset bigint))))
            AS wanted (kafka_partition, kafka_offset)
    )
