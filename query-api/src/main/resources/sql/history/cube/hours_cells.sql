-- All cells of some business dates by hour, to be held in memory. Days and hours are those since
-- 1970.
--   {snapshot}   of behavior_1h
--   :days        business dates
SELECT
    date_diff('day', DATE '1970-01-01', dt) AS day,
    date_diff('hour', from_unixtime(0), hour_start) AS hour,
    action, age_range, gender, province,
    sum(events) AS events
FROM behavior_1h FOR VERSION AS OF {snapshot}
WHERE dt IN (:days)
GROUP BY dt, hour_start, action, age_range, gender, province
