SELECT age_range, dt, {events} FROM {rows} WHERE {period} AND gender = 1 GROUP BY age_range, dt
