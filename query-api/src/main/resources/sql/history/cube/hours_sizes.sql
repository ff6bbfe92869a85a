-- Rows of each business date: how much room it needs at most.
--   {snapshot}               of behavior_1h
--   :first_day, :last_day    business dates
SELECT dt, count(*) AS cells
FROM behavior_1h FOR VERSION AS OF {snapshot}
WHERE dt BETWEEN :first_day AND :last_day
GROUP BY dt
