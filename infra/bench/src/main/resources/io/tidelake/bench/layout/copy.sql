-- The same rows in a table that was written at once.
CREATE TABLE {copy}
WITH (format = 'PARQUET', format_version = 2, partitioning = ARRAY['dt'])
AS SELECT * FROM raw_events
