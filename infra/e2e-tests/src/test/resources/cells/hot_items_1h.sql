SELECT hour_start, kind, id, action, sum(events), dt
FROM hot_items_1h
GROUP BY hour_start, kind, id, action, dt
HAVING sum(events) <> 0
ORDER BY 1, 2, 3, 4
