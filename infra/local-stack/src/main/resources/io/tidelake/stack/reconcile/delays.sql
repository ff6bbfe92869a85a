-- Events by date and step of their delay, without what came by backfill.
--   ${raw_events}  the pinned table
--   ?              the bounds of the steps but the last, ascending, as a JSON array
--   ?              milliseconds between event and record up to which an event counts in the live
--                  scope of its date
--   ?, ?           first and last date
SELECT
    dt,
    -- A step holds its own bound.
    width_bucket(delay_ms - 1, CAST(json_parse(?) AS array(double))) AS step,
    count(*) AS live_events,
    count_if(abs(delay_ms) <= ?) AS dated_events
FROM ${raw_events}
WHERE dt BETWEEN ? AND ? AND source_file IS NULL
GROUP BY 1, 2
