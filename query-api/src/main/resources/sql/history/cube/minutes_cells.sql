-- Some business dates by cell, to be held in memory: in how many windows a cell has events, how
-- many, and the events that its age range has in each of those windows, added up. Days are those
-- since 1970.
--   {snapshot}   of behavior_1m
--   :days        business dates
WITH cells AS (
    SELECT dt, window_start, action, age_range, gender, province, sum(events) AS events
    FROM behavior_1m FOR VERSION AS OF {snapshot}
    WHERE dt IN (:days)
    GROUP BY dt, window_start, action, age_range, gender, province
),
ages AS (
    SELECT dt, window_start, age_range, sum(events) AS age_count
    FROM behavior_1m FOR VERSION AS OF {snapshot}
    WHERE dt IN (:days)
    GROUP BY dt, window_start, age_range
)
SELECT
    date_diff('day', DATE '1970-01-01', dt) AS day,
    action, age_range, gender, province,
    count(*) AS windows,
    sum(events) AS events,
    sum(age_count) AS age_events
FROM cells
JOIN ages USING (dt, window_start, age_range)
WHERE events > 0
GROUP BY dt, action, age_range, gender, province
