SELECT '', {hour}, {events}
FROM {rows}
WHERE {period} AND action = 2 AND province = '广东'
GROUP BY {hour}
