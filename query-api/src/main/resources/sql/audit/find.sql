SELECT DISTINCT
  id, to_milliseconds(called_at - from_unixtime(0)) AS time_ms, CAST(dt AS varchar) AS dt,
  caller, role, address, method, path, parameters, status, code,
  row_count, byte_count, snapshot_id, duration_ms, request_id
FROM audit_log FOR VERSION AS OF {snapshot}
WHERE dt BETWEEN :first_day AND :last_day
  AND called_at BETWEEN :start_time AND :end_time
  AND (:caller = '' OR caller = :caller)
  AND (:method = '' OR method = :method)
  AND (:path = '' OR starts_with(path, :path))
  AND (:request_id = '' OR request_id = :request_id)
  AND (:status = -1 OR status = :status)
  AND (:code = -1 OR code = :code)
ORDER BY time_ms DESC, id
LIMIT :limit
