-- A range out of the events alone.
--   {minutes_snapshot}       of raw_events
--   :kind                    item, category or brand
--   :first_day, :last_day    business dates of the range
--   :from_time, :to_time     the range, the latter not included
--   :action, :age, :gender   code, or -1 for all
--   :province                name, or empty for all
SELECT
    CASE :kind WHEN 'item' THEN item_id WHEN 'category' THEN cat_id WHEN 'brand' THEN brand_id END
        AS id,
    BIGINT '1' AS events
FROM raw_events FOR VERSION AS OF {minutes_snapshot}
WHERE dt BETWEEN :first_day AND :last_day
  AND event_time >= :from_time AND event_time < :to_time
  AND (:action = -1 OR action = :action)
  AND (:age = -1 OR age_range = :age)
  AND (:gender = -1 OR gender = :gender)
  AND (:province = '' OR province = :province)
