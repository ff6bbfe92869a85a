-- Windows × cells of some dates, newest window first, each window led by the totals of its values.
-- The rows of the table are deltas: a cell is their sum. Filters choose cells; the totals are those
-- of the whole window, whatever the filters.
--   :snapshot                the state of the table
--   :first_day, :last_day    business dates
--   :start_time, :end_time   both included, compared with the start of the window
--   :action, :age, :gender   code, or -1 for all
--   :province                name, or empty for all
SELECT
    date_diff('millisecond', from_unixtime(0), window_start) AS window_millis,
    -- 0: a cell; 7, 11, 13, 14: the total of an action, age range, gender, province.
    grouping(action, age_range, gender, province) AS level,
    action,
    age_range,
    gender,
    province,
    sum(events) AS events
FROM behavior_1m FOR VERSION AS OF :snapshot
WHERE dt BETWEEN :first_day AND :last_day
  AND window_start BETWEEN :start_time AND :end_time
GROUP BY GROUPING SETS (
    (window_start, action, age_range, gender, province),
    (window_start, action),
    (window_start, age_range),
    (window_start, gender),
    (window_start, province)
)
HAVING grouping(action, age_range, gender, province) > 0
  OR (
    (:action = -1 OR action = :action)
    AND (:age = -1 OR age_range = :age)
    AND (:gender = -1 OR gender = :gender)
    AND (:province = '' OR province = :province)
  )
ORDER BY window_start DESC, level DESC, action, age_range, gender, province
