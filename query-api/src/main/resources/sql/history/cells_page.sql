-- One page of cells, newest window first. The rows of the table are deltas: a cell is their sum.
-- The order names every column of the cell, so that pages neither repeat nor skip.
--   {snapshot}              of behavior_1m
--   :first_day, :last_day    dates the page lies on
--   :from_time, :to_time     starts of windows, the latter not included
--   :action, :age, :gender   code, or -1 for all
--   :province                name, or empty for all
--   :offset                  cells of later windows, counted from :last_day
--   :limit                   cells wanted
SELECT
    window_start,
    action,
    age_range,
    gender,
    province,
    sum(events) AS events
FROM behavior_1m FOR VERSION AS OF {snapshot}
WHERE dt BETWEEN :first_day AND :last_day
  AND window_start >= :from_time AND window_start < :to_time
  AND (:action = -1 OR action = :action)
  AND (:age = -1 OR age_range = :age)
  AND (:gender = -1 OR gender = :gender)
  AND (:province = '' OR province = :province)
GROUP BY dt, window_start, action, age_range, gender, province
HAVING sum(events) > 0
ORDER BY dt DESC, window_start DESC, action, age_range, gender, province
OFFSET :offset
LIMIT :limit
