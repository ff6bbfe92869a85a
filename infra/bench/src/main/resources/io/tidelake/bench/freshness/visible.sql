-- How many events a reader of the table gets now.
SELECT count(*) FROM raw_events
