-- What one would give tables of which three months are asked, and often one action or province.
CREATE INDEX ON behavior_1d (dt);
CREATE INDEX ON behavior_1d (action, dt);
CREATE INDEX ON behavior_1d (province, dt);
CREATE INDEX ON behavior_1h (dt);
CREATE INDEX ON behavior_1h (action, province, dt);
CREATE INDEX ON raw_events (dt);
CREATE INDEX ON raw_events (action, dt);
CREATE INDEX ON raw_events (province, action, dt);
VACUUM ANALYZE behavior_1d;
VACUUM ANALYZE behavior_1h;
VACUUM ANALYZE raw_events;
