-- Which Kafka offsets the lake holds. Sets of 63 offsets are one number each, so a billion records
-- take 16 million groups and only what is out of the ordinary leaves Trino: sets that hold each
-- offset once are put together into runs, any other is a row of its own.
--   ${raw_events}, ${quarantine}  the pinned tables
--   ?, ?                          first and last offset of raw_events, then those of quarantine
-- Rows that came by backfill have no offset: they are counted under partition and block null.
WITH
    blocks AS (
        SELECT
            kafka_partition,
            kafka_offset / 63 AS block,
            bitwise_or_agg(bitwise_left_shift(BIGINT '1', CAST(kafka_offset % 63 AS integer))) AS bits,
            count(*) AS total,
            count_if(rejected) AS rejected
        FROM (
            SELECT kafka_partition, kafka_offset, false AS rejected
            FROM ${raw_events}
            WHERE kafka_offset BETWEEN ? AND ? OR kafka_offset IS NULL
            UNION ALL
            SELECT kafka_partition, kafka_offset, true
            FROM ${quarantine}
            WHERE kafka_offset BETWEEN ? AND ? OR kafka_offset IS NULL
        )
        GROUP BY 1, 2
    ),
    marked AS (
        SELECT *, bits = 9223372036854775807 AND total = 63 AS is_whole
        FROM blocks
    ),
    numbered AS (
        SELECT
            *,
            -- The same for whole blocks that follow each other.
            if(
                is_whole,
                block - row_number() OVER (PARTITION BY kafka_partition, is_whole ORDER BY block)
            ) AS run
        FROM marked
    )
SELECT
    kafka_partition,
    min(block) AS block,
    count(*) AS blocks,
    bitwise_or_agg(bits) AS bits,
    sum(total) AS total,
    sum(rejected) AS rejected
FROM numbered
GROUP BY kafka_partition, run, if(run IS NULL, block)
ORDER BY 1, 2
