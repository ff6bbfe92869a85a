-- Rows of the table on each business date, newest first: which dates there are, and how much work
-- each of them is.
--   :snapshot                the state of the table
--   :first_day, :last_day    business dates of the range
SELECT dt, count(*) AS deltas
FROM behavior_1m FOR VERSION AS OF :snapshot
WHERE dt BETWEEN :first_day AND :last_day
GROUP BY dt
ORDER BY dt DESC
