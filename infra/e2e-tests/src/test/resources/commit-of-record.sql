WITH commits AS (
  SELECT snapshot_id, parent_id, committed_at, summary, coalesce(CAST(json_extract_scalar(element_at(summary, 'tidelake.kafka-positions'), '$["2"]') AS bigint), 0) AS next_offset
  FROM "raw_events$snapshots" WHERE element_at(summary, 'tidelake.kafka-positions') IS NOT NULL
)
SELECT snapshot_id, committed_at, element_at(summary, 'flink.max-committed-checkpoint-id') AS checkpoint
FROM (SELECT *, coalesce(lag(next_offset) OVER (ORDER BY committed_at), if(parent_id IS NULL, 0)) AS first_offset FROM commits)
WHERE first_offset <= 12345 AND next_offset > 12345
