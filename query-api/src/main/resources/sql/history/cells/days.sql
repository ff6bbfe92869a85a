-- Whole days, of which some may be left out.
--   {days_snapshot}         of behavior_1d
--   :days_first, :days_last  business dates
--   :minute_days             business dates that are read otherwise
SELECT
    dt,
    CAST(NULL AS timestamp(6) with time zone) AS start,
    action, age_range, gender, province, events
FROM behavior_1d FOR VERSION AS OF {days_snapshot}
WHERE dt BETWEEN :days_first AND :days_last
  AND dt NOT IN (:minute_days)
