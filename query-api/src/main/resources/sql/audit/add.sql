-- Records that are there already are passed over, so that a shipment may be repeated.
INSERT INTO audit_log (
  id, called_at, caller, role, address, method, path, parameters, status, code,
  row_count, byte_count, snapshot_id, duration_ms, request_id, dt)
SELECT
  r.id,
  CAST(from_unixtime_nanos(CAST(r.time_ms AS decimal(38, 0)) * 1000000) AS timestamp(6) with time zone),
  r.caller, r.role, r.address, r.method, r.path, r.parameters, r.status, r.code,
  r.row_count, r.byte_count, r.snapshot_id, r.duration_ms, r.request_id,
  CAST(r.dt AS date)
FROM UNNEST(CAST(json_parse(:records) AS array(row(
  id varchar, time_ms bigint, dt varchar, caller varchar, role varchar, address varchar,
  method varchar, path varchar, parameters varchar, status integer, code integer,
  "rows" bigint, bytes bigint, snapshot_id bigint, duration_ms bigint, request_id varchar))))
  AS r (id, time_ms, dt, caller, role, address, method, path, parameters, status, code,
        row_count, byte_count, snapshot_id, duration_ms, request_id)
WHERE r.id NOT IN (
  SELECT id FROM audit_log WHERE dt BETWEEN :first_day AND :last_day)
