SELECT action, dt, {events} FROM {rows} WHERE {period} GROUP BY action, dt
