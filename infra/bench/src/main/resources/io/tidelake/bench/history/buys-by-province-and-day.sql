SELECT province, dt, {events} FROM {rows} WHERE {period} AND action = 2 GROUP BY province, dt
