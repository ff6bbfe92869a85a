WHERE dt <= DATE '{date}' AND event_time <= from_iso8601_timestamp('{time}')
