-- Rows of each business date: how much room it needs at most.
--   {snapshot}               of behavior_1d
--   :first_day, :last_day    business dates
SELECT dt, count(*) AS cells
FROM behavior_1d FOR VERSION AS OF {snapshot}
WHERE dt BETWEEN :first_day AND :last_day
GROUP BY dt
