SELECT dt, hour_start, action, age_range, gender, province, events FROM behavior_1h
