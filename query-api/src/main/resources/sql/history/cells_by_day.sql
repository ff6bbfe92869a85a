-- Cells (window × action × age range × gender × province) of each business date, newest date
-- first: gives the total, and on which dates a page lies, so that the page reads those dates only.
SELECT
    dt,
    count(*) AS cells
FROM (
    SELECT DISTINCT dt, window_start, action, age_range, gender, province
    FROM behavior_1m
)
GROUP BY dt
ORDER BY dt DESC
