-- Rejected records by reason, the most frequent first.
SELECT
    reason,
    count(*) AS records,
    count(replayed_at) AS replayed,
    max(ingest_time) AS newest
FROM quarantine
GROUP BY reason
ORDER BY records DESC, reason
