-- Whole hours, of which some business dates may be left out.
--   {hours_snapshot}        of behavior_1h
--   :hours_from, :hours_to   starts of hours, the latter not included
--   :hours_first_day, :hours_last_day  their business dates
--   :days_from, :days_to     hours in between that are read as days; none if equal
--   :minute_days             business dates that are read otherwise
SELECT dt, hour_start AS start, action, age_range, gender, province, events
FROM behavior_1h FOR VERSION AS OF {hours_snapshot}
WHERE dt BETWEEN :hours_first_day AND :hours_last_day
  AND hour_start >= :hours_from AND hour_start < :hours_to
  AND NOT (hour_start >= :days_from AND hour_start < :days_to)
  AND dt NOT IN (:minute_days)
