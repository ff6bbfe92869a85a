SELECT province, age_range, {events}
FROM {rows}
WHERE {period} AND gender = 0
GROUP BY province, age_range
