SELECT hour_start, action, age_range, gender, province, sum(events), sum(late_events), dt
FROM behavior_1h
GROUP BY hour_start, action, age_range, gender, province, dt
HAVING sum(events) <> 0
ORDER BY 1, 2, 3, 4, 5
