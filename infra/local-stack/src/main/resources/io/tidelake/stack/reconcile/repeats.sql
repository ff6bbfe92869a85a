-- Offsets of one block that stand in more than one row.
--   ${raw_events}, ${quarantine}     the pinned tables
--   ?, ?, ?                          partition, first and last offset, for either table
SELECT kafka_offset, count(*) AS total, count_if(rejected) AS rejected
FROM (
    SELECT kafka_offset, false AS rejected
    FROM ${raw_events}
    WHERE kafka_partition = ? AND kafka_offset BETWEEN ? AND ?
    UNION ALL
    SELECT kafka_offset, true
    FROM ${quarantine}
    WHERE kafka_partition = ? AND kafka_offset BETWEEN ? AND ?
)
GROUP BY kafka_offset
HAVING count(*) > 1
ORDER BY kafka_offset
