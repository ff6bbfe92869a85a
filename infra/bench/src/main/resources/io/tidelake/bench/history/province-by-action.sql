SELECT province, action, {events} FROM {rows} WHERE {period} GROUP BY province, action
