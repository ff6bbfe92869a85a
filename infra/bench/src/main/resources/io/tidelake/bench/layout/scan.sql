-- Reads enough columns to notice how they lie, and tells whether tables hold the same rows.
SELECT
    count(*),
    checksum(user_id),
    checksum(item_id),
    checksum(kafka_offset),
    sum(action),
    max(event_time)
FROM {table}
