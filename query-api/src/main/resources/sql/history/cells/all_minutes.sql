-- A range out of the minutes alone.
--   {minutes_snapshot}      of behavior_1m
--   :first_day, :last_day    business dates of the range
--   :from_time, :to_time     starts of windows, the latter not included
SELECT dt, window_start AS start, action, age_range, gender, province, events
FROM behavior_1m FOR VERSION AS OF {minutes_snapshot}
WHERE dt BETWEEN :first_day AND :last_day
  AND window_start >= :from_time AND window_start < :to_time
