-- Which of some calls of a day are there.
--   {snapshot}   the state of the table
--   :ids         a JSON array of theirs
SELECT DISTINCT id
FROM audit_log FOR VERSION AS OF {snapshot}
WHERE dt = :day
  AND id IN (SELECT t.id FROM UNNEST(CAST(json_parse(:ids) AS array(varchar))) AS t (id))
