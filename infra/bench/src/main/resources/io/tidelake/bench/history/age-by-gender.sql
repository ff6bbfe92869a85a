SELECT age_range, gender, {events} FROM {rows} WHERE {period} GROUP BY age_range, gender
