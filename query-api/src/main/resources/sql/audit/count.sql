-- A shipment that Trino finished after it was given up may have been repeated: by id it is one.
SELECT count(DISTINCT id) AS calls
FROM audit_log FOR VERSION AS OF {snapshot}
WHERE dt BETWEEN :first_day AND :last_day
  AND called_at BETWEEN :start_time AND :end_time
  AND (:caller = '' OR caller = :caller)
  AND (:method = '' OR method = :method)
  AND (:path = '' OR starts_with(path, :path))
  AND (:request_id = '' OR request_id = :request_id)
  AND (:status = -1 OR status = :status)
  AND (:code = -1 OR code = :code)
