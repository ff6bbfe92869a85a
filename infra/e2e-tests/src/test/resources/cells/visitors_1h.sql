SELECT hour_start, dimension, value, to_hex(md5(cast(merge(cast(sketch AS hyperloglog)) AS varbinary))), dt
FROM visitors_1h
GROUP BY hour_start, dimension, value, dt
ORDER BY 1, 2, 3
