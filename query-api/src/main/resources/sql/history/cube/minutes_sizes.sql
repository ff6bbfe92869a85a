-- Rows of each business date: how long it takes to read.
--   {snapshot}               of behavior_1m
--   :first_day, :last_day    business dates
SELECT dt, count(*) AS cells
FROM behavior_1m FOR VERSION AS OF {snapshot}
WHERE dt BETWEEN :first_day AND :last_day
GROUP BY dt
