-- Leaves of each table the newest snapshot alone. Run one by one.
ALTER TABLE lake.taobao.raw_events EXECUTE optimize(file_size_threshold => '1MB');
ALTER TABLE lake.taobao.raw_events EXECUTE expire_snapshots(retention_threshold => '0s');
ALTER TABLE lake.taobao.behavior_1m EXECUTE optimize(file_size_threshold => '1MB');
ALTER TABLE lake.taobao.behavior_1m EXECUTE expire_snapshots(retention_threshold => '0s');
ALTER TABLE lake.taobao.quarantine EXECUTE optimize(file_size_threshold => '1MB');
ALTER TABLE lake.taobao.quarantine EXECUTE expire_snapshots(retention_threshold => '0s');
