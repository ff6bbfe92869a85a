-- Cells (window × action × age range × gender × province) of each business date, newest date
-- first: gives the total, and on which dates a page lies, so that the page reads those dates only.
-- The rows of the table are deltas; a cell that they sum to nothing is none.
--   {snapshot}              of behavior_1m
--   :first_day, :last_day    business dates of the range
--   :from_time, :to_time     starts of windows, the latter not included
--   :action, :age, :gender   code, or -1 for all
--   :province                name, or empty for all
SELECT
    dt,
    count(*) AS cells
FROM (
    SELECT dt, window_start, action, age_range, gender, province
    FROM behavior_1m FOR VERSION AS OF {snapshot}
    WHERE dt BETWEEN :first_day AND :last_day
      AND window_start >= :from_time AND window_start < :to_time
      AND (:action = -1 OR action = :action)
      AND (:age = -1 OR age_range = :age)
      AND (:gender = -1 OR gender = :gender)
      AND (:province = '' OR province = :province)
    GROUP BY dt, window_start, action, age_range, gender, province
    HAVING sum(events) > 0
)
GROUP BY dt
ORDER BY dt DESC
