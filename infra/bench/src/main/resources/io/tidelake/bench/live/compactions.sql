SELECT count(*) FROM maintenance_runs
WHERE operation = 'compaction' AND outcome = 'done' AND started_at >= from_iso8601_timestamp('{from}')
