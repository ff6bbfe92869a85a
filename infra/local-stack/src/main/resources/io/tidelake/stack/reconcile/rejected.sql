-- Rejected records by reason, without those that came by backfill.
--   ${quarantine}  the pinned table
SELECT reason, count(*) AS records
FROM ${quarantine}
WHERE source_file IS NULL
GROUP BY reason
