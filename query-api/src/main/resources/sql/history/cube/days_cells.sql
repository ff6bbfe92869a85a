-- All cells of some business dates, to be held in memory. Days are those since 1970.
--   {snapshot}   of behavior_1d
--   :days        business dates
SELECT
    date_diff('day', DATE '1970-01-01', dt) AS day,
    0 AS hour,
    action, age_range, gender, province,
    sum(events) AS events
FROM behavior_1d FOR VERSION AS OF {snapshot}
WHERE dt IN (:days)
GROUP BY dt, action, age_range, gender, province
