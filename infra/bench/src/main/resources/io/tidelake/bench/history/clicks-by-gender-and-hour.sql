SELECT gender, {hour}, {events}
FROM {rows}
WHERE {period} AND action = 0 AND province = '浙江'
GROUP BY gender, {hour}
