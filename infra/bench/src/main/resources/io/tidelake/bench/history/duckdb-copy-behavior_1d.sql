SELECT dt, action, age_range, gender, province, events FROM behavior_1d
