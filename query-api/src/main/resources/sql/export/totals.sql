-- Events of every value of every dimension. Exactly one of the four value columns is set in a row.
--   :snapshot                the state of the table
--   :first_day, :last_day    business dates of the range
--   :start_time, :end_time   both included, compared with the start of the window
--   :action, :age, :gender   code, or -1 for all
--   :province                name, or empty for all
SELECT
    action,
    age_range,
    gender,
    province,
    sum(events) AS events
FROM behavior_1m FOR VERSION AS OF :snapshot
WHERE dt BETWEEN :first_day AND :last_day
  AND window_start BETWEEN :start_time AND :end_time
  AND (:action = -1 OR action = :action)
  AND (:age = -1 OR age_range = :age)
  AND (:gender = -1 OR gender = :gender)
  AND (:province = '' OR province = :province)
GROUP BY GROUPING SETS ((action), (age_range), (gender), (province))
ORDER BY events DESC, action, age_range, gender, province
