-- What of a range the rollups leave: the minutes at its ends, and dates that have changed since.
--   {minutes_snapshot}      of behavior_1m
--   :from_time, :to_time     the range: starts of windows, the latter not included
--   :minute_days             business dates that are read as a whole
--   :read_days               these and the dates of the ends
--   :head_to, :tail_from     ends of the minutes before, and start of those after, what is rolled up
SELECT dt, window_start AS start, action, age_range, gender, province, events
FROM behavior_1m FOR VERSION AS OF {minutes_snapshot}
WHERE dt IN (:read_days)
  AND window_start >= :from_time AND window_start < :to_time
  AND (dt IN (:minute_days) OR window_start < :head_to OR window_start >= :tail_from)
