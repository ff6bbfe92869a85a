SELECT dt, action, age_range, gender, province, sum(events), sum(late_events)
FROM behavior_1d
GROUP BY dt, action, age_range, gender, province
HAVING sum(events) <> 0
ORDER BY 1, 2, 3, 4, 5
