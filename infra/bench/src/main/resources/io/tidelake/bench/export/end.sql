-- Until when this share of the events has happened, about.
SELECT approx_percentile(to_unixtime(event_time), {share}) FROM raw_events
