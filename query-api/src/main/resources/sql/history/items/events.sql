-- What of a range the rollup leaves: events at its ends, and of dates that have changed since.
--   {minutes_snapshot}       of raw_events
--   :kind                    item, category or brand
--   :from_time, :to_time     the range, the latter not included
--   :minute_days             business dates that are read as a whole
--   :read_days               these and the dates of the ends
--   :head_to, :tail_from     end of what is before, and start of what is after, the hours
--   :action, :age, :gender   code, or -1 for all
--   :province                name, or empty for all
SELECT
    CASE :kind WHEN 'item' THEN item_id WHEN 'category' THEN cat_id WHEN 'brand' THEN brand_id END
        AS id,
    BIGINT '1' AS events
FROM raw_events FOR VERSION AS OF {minutes_snapshot}
WHERE dt IN (:read_days)
  AND event_time >= :from_time AND event_time < :to_time
  AND (dt IN (:minute_days) OR event_time < :head_to OR event_time >= :tail_from)
  AND (:action = -1 OR action = :action)
  AND (:age = -1 OR age_range = :age)
  AND (:gender = -1 OR gender = :gender)
  AND (:province = '' OR province = :province)
