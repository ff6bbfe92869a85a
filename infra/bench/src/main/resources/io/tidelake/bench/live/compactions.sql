SELECT count(*) FROM maintenance_runs
WHERE operation = 'compaction' AND outcome = 'done' AND table_name IN ('raw_events', 'behavior_1m')
  AND started_at >= from_iso8601_timestamp('{from}')
