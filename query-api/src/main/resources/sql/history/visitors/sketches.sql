-- Sketches of whole hours, of which some business dates may be left out.
--   {hours_snapshot}                   of visitors_1h
--   :sketch_dimension, :sketch_value   what the visitors have in common
--   :hours_from, :hours_to             starts of hours, the latter not included
--   :hours_first_day, :hours_last_day  their business dates
--   :minute_days                       business dates that are read otherwise
SELECT CAST(sketch AS hyperloglog) AS visitors
FROM visitors_1h FOR VERSION AS OF {hours_snapshot}
WHERE dt BETWEEN :hours_first_day AND :hours_last_day
  AND hour_start >= :hours_from AND hour_start < :hours_to
  AND dt NOT IN (:minute_days)
  AND dimension = :sketch_dimension
  AND value = :sketch_value
