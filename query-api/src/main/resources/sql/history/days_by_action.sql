-- Events by business date and action, in no order.
-- age_events ÷ windows is the mean, over the cells of that date and action, of the events that the
-- cell's age range has in the cell's window: the mean of age_count over the rows that
-- /api/user_stats lists. As there, filters choose cells; what the window counts is all of it.
--   {snapshot}              of behavior_1m
--   :days                    business dates that are read
--   :from_time, :to_time     starts of windows, the latter not included
--   :action, :age, :gender   code, or -1 for all
--   :province                name, or empty for all
WITH cells AS (
    SELECT dt, window_start, action, age_range, gender, province, sum(events) AS events
    FROM behavior_1m FOR VERSION AS OF {snapshot}
    WHERE dt IN (:days)
      AND window_start >= :from_time AND window_start < :to_time
      AND (:action = -1 OR action = :action)
      AND (:age = -1 OR age_range = :age)
      AND (:gender = -1 OR gender = :gender)
      AND (:province = '' OR province = :province)
    GROUP BY dt, window_start, action, age_range, gender, province
    HAVING sum(events) > 0
),
ages AS (
    SELECT dt, window_start, age_range, sum(events) AS age_count
    FROM behavior_1m FOR VERSION AS OF {snapshot}
    WHERE dt IN (:days)
      AND window_start >= :from_time AND window_start < :to_time
      AND (:age = -1 OR age_range = :age)
    GROUP BY dt, window_start, age_range
)
SELECT
    dt,
    action,
    sum(events) AS total_actions,
    count(DISTINCT province) AS province_count,
    count(*) AS windows,
    sum(age_count) AS age_events
FROM cells
JOIN ages USING (dt, window_start, age_range)
GROUP BY dt, action
