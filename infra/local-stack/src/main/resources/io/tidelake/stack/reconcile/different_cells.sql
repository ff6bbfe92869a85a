-- Cells of a minute that differ between raw_events and behavior_1m.
--   ${raw_events}, ${behavior_1m}  the pinned tables
--   ?, ?                           first and last date, for either table
--   ?                              how many
SELECT
    window_start,
    action,
    age_range,
    gender,
    province,
    sum(raw_events) AS raw_events,
    sum(raw_late) AS raw_late,
    sum(events) AS events,
    sum(late_events) AS late_events
FROM (
    SELECT
        date_trunc('minute', event_time) AS window_start, action, age_range, gender, province, dt,
        1 AS raw_events, if(is_late, 1, 0) AS raw_late, 0 AS events, 0 AS late_events
    FROM ${raw_events}
    WHERE dt BETWEEN ? AND ?
    UNION ALL
    SELECT window_start, action, age_range, gender, province, dt, 0, 0, events, late_events
    FROM ${behavior_1m}
    WHERE dt BETWEEN ? AND ?
)
GROUP BY dt, window_start, action, age_range, gender, province
HAVING sum(raw_events) <> sum(events) OR sum(raw_late) <> sum(late_events)
ORDER BY window_start, action, age_range, gender, province
LIMIT ?
