-- One page of cells, newest window first. The rows of the table are deltas: a cell is their sum.
-- The order names every column of the cell, so that pages neither repeat nor skip.
--   :first_day, :last_day  dates the page lies on
--   :offset                cells of later windows, counted from :last_day
--   :limit                 cells wanted
SELECT
    window_start,
    action,
    age_range,
    gender,
    province,
    sum(events) AS events
FROM behavior_1m
WHERE dt BETWEEN :first_day AND :last_day
GROUP BY dt, window_start, action, age_range, gender, province
ORDER BY dt DESC, window_start DESC, action, age_range, gender, province
OFFSET :offset
LIMIT :limit
