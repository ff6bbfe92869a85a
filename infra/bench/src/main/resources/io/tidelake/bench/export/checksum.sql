-- The sum of the CRC-32 of the lines that a CSV export has of the events, as Trino makes them up
-- from the table, and how many there are. {key}: by which users get their pseudonyms.
SELECT
    sum(crc32(to_utf8(concat_ws(',',
        concat('p_', substr(lower(to_hex(
            hmac_sha256(to_utf8(user_id), from_hex('{key}')))), 1, 24)),
        item_id, cat_id, merchant_id, brand_id,
        coalesce(CAST(month AS varchar), ''), coalesce(CAST(day AS varchar), ''),
        CAST(action AS varchar), CAST(age_range AS varchar), CAST(gender AS varchar),
        province, coalesce(event_id, ''),
        format_datetime(at_timezone(event_time, 'Asia/Shanghai'), 'yyyy-MM-dd HH:mm:ss.SSS'),
        format_datetime(at_timezone(ingest_time, 'Asia/Shanghai'), 'yyyy-MM-dd HH:mm:ss.SSS'),
        time_source, CAST(is_late AS varchar), CAST(delay_ms AS varchar),
        coalesce(CAST(kafka_partition AS varchar), ''),
        coalesce(CAST(kafka_offset AS varchar), ''),
        coalesce(source_file, ''), coalesce(CAST(source_line AS varchar), ''),
        CAST(dt AS varchar))))),
    count(*)
FROM raw_events
