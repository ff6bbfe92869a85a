-- The tables of a backup: an empty one has no tag.
--   {name}  of the backup
SELECT 'raw_events' FROM "raw_events$refs" WHERE name = '{name}'
UNION ALL
SELECT 'behavior_1m' FROM "behavior_1m$refs" WHERE name = '{name}'
UNION ALL
SELECT 'quarantine' FROM "quarantine$refs" WHERE name = '{name}'
UNION ALL
SELECT 'behavior_1h' FROM "behavior_1h$refs" WHERE name = '{name}'
UNION ALL
SELECT 'behavior_1d' FROM "behavior_1d$refs" WHERE name = '{name}'
UNION ALL
SELECT 'visitors_1h' FROM "visitors_1h$refs" WHERE name = '{name}'
UNION ALL
SELECT 'hot_items_1h' FROM "hot_items_1h$refs" WHERE name = '{name}'
UNION ALL
SELECT 'maintenance_runs' FROM "maintenance_runs$refs" WHERE name = '{name}'
UNION ALL
SELECT 'audit_log' FROM "audit_log$refs" WHERE name = '{name}'
