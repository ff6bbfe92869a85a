-- Events by business date and action, newest date and largest count first.
-- avg_age_count is the mean, over the cells of that date and action, of the events that the cell's
-- age range has in the cell's window: the mean of age_count over the rows that /api/user_stats
-- lists.
--   :first_day, :last_day    business dates of the range
--   :start_time, :end_time   both included, compared with the start of the window
--   :limit                   rows wanted
WITH cells AS (
    SELECT dt, window_start, action, age_range, gender, province, sum(events) AS events
    FROM behavior_1m
    WHERE dt BETWEEN :first_day AND :last_day
      AND window_start BETWEEN :start_time AND :end_time
    GROUP BY dt, window_start, action, age_range, gender, province
),
ages AS (
    SELECT dt, window_start, age_range, sum(events) AS age_count
    FROM behavior_1m
    WHERE dt BETWEEN :first_day AND :last_day
      AND window_start BETWEEN :start_time AND :end_time
    GROUP BY dt, window_start, age_range
)
SELECT
    dt,
    action,
    sum(events) AS total_actions,
    count(DISTINCT province) AS province_count,
    avg(CAST(age_count AS double)) AS avg_age_count
FROM cells
JOIN ages USING (dt, window_start, age_range)
GROUP BY dt, action
ORDER BY dt DESC, total_actions DESC, action
LIMIT :limit
