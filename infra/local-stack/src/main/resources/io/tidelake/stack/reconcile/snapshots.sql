-- The current snapshot of a table, which after a restore may be an old one, and the newest of any
-- branch.
--   ${table}  name of the table
--   ?         how many
SELECT
    snapshot_id,
    parent_id,
    committed_at,
    element_at(summary, 'tidelake.kafka-positions') AS positions,
    element_at(summary, 'flink.max-committed-checkpoint-id') AS checkpoint_id,
    element_at(summary, 'flink.job-id') AS job_id,
    element_at(summary, 'tidelake.backfilled') AS backfilled,
    element_at(summary, 'tidelake.backfilled-before') AS backfilled_before,
    snapshot_id = (SELECT snapshot_id FROM "${table}$refs" WHERE name = 'main') AS is_current
FROM "${table}$snapshots"
ORDER BY is_current DESC, committed_at DESC
LIMIT ?
