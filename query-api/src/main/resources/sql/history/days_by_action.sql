-- Events by business date and action, newest date and largest count first.
-- avg_age_count is the mean, over the cells of that date and action, of the events that the cell's
-- age range has in the cell's window: the mean of age_count over the rows that /api/user_stats
-- lists. Cells of one window, action and age range share it, so they are weighted, not listed.
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
    SELECT
        dt,
        window_start,
        action,
        age_range,
        sum(events) AS events,
        count(*) AS cells,
        array_agg(DISTINCT province) AS provinces
    FROM cells
    GROUP BY dt, window_start, action, age_range
),
windows AS (
    SELECT
        dt,
        action,
        events,
        cells,
        provinces,
        sum(events) OVER (PARTITION BY dt, window_start, age_range) AS age_count
    FROM ages
)
SELECT
    dt,
    action,
    sum(events) AS total_actions,
    cardinality(set_union(provinces)) AS province_count,
    CAST(sum(cells * age_count) AS double) / sum(cells) AS avg_age_count
FROM windows
GROUP BY dt, action
ORDER BY dt DESC, total_actions DESC, action
LIMIT :limit
