-- How many events an export will have, to tell how far it is.
--   as raw_events.sql
SELECT count(*) AS amount
FROM raw_events FOR VERSION AS OF :snapshot
WHERE dt BETWEEN :first_day AND :last_day
  AND event_time BETWEEN :start_time AND :end_time
  AND (:action = -1 OR action = :action)
  AND (:age = -1 OR age_range = :age)
  AND (:gender = -1 OR gender = :gender)
  AND (:province = '' OR province = :province)
