SELECT action, '', {events}
FROM {rows}
WHERE {period} AND age_range = 3 AND province = '上海' AND action IN (0, 1, 2)
GROUP BY action
