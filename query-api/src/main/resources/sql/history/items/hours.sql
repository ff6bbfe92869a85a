-- Whole hours, of which some business dates may be left out.
--   {hours_snapshot}                   of hot_items_1h
--   :kind                              item, category or brand
--   :action                            code, or -1 for all
--   :hours_from, :hours_to             starts of hours, the latter not included
--   :hours_first_day, :hours_last_day  their business dates
--   :minute_days                       business dates that are read otherwise
SELECT id, events
FROM hot_items_1h FOR VERSION AS OF {hours_snapshot}
WHERE dt BETWEEN :hours_first_day AND :hours_last_day
  AND hour_start >= :hours_from AND hour_start < :hours_to
  AND dt NOT IN (:minute_days)
  AND kind = :kind
  AND (:action = -1 OR action = :action)
