-- What was done to keep the tables in shape, newest first.
--   :table   name of a table, or empty for all
--   :limit   how many
SELECT
    run_id, table_name, operation, started_at, duration_ms, outcome, reason,
    files_before, files_after, bytes_before, bytes_after, snapshots_before, snapshots_after,
    manifests_before, manifests_after, deleted_files, snapshot_id
FROM maintenance_runs
WHERE :table = '' OR table_name = :table
ORDER BY started_at DESC, table_name, operation
LIMIT :limit
