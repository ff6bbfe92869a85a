SELECT dt, event_time, action, age_range, gender, province FROM raw_events
