-- Events of every value of every dimension in each window of a page, whatever the page leaves out.
-- Exactly one of the four value columns is set in a row.
--   {snapshot}                  of behavior_1m
--   :first_day, :last_day        dates of the windows
--   :first_window, :last_window  the windows, both included
SELECT
    window_start,
    action,
    age_range,
    gender,
    province,
    sum(events) AS events
FROM behavior_1m FOR VERSION AS OF {snapshot}
WHERE dt BETWEEN :first_day AND :last_day
  AND window_start BETWEEN :first_window AND :last_window
GROUP BY GROUPING SETS (
    (window_start, action),
    (window_start, age_range),
    (window_start, gender),
    (window_start, province)
)
