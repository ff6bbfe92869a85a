-- Events by date and value of each dimension, of raw_events and of behavior_1m, and how many cells
-- of a minute differ between the two. One pass over each table: cells of minutes, then of dates,
-- then dimensions.
--   ${raw_events}, ${behavior_1m}  the pinned tables
--   ?                              milliseconds between event and record up to which an event
--                                  counts in the live scope of its date
--   ?, ?                           first and last date, for either table
-- live_* leave out what came by backfill.
WITH
    minutes AS (
        SELECT
            dt,
            action,
            age_range,
            gender,
            province,
            window_start,
            sum(raw_events) AS raw_events,
            sum(raw_late) AS raw_late,
            sum(events) AS events,
            sum(late_events) AS late_events,
            sum(live_events) AS live_events,
            sum(live_late) AS live_late,
            sum(dated_events) AS dated_events,
            sum(dated_late) AS dated_late
        FROM (
            SELECT
                dt,
                action,
                age_range,
                gender,
                province,
                date_trunc('minute', event_time) AS window_start,
                1 AS raw_events,
                if(is_late, 1, 0) AS raw_late,
                0 AS events,
                0 AS late_events,
                if(by_kafka, 1, 0) AS live_events,
                if(by_kafka AND is_late, 1, 0) AS live_late,
                if(by_kafka AND has_date, 1, 0) AS dated_events,
                if(by_kafka AND has_date AND is_late, 1, 0) AS dated_late
            FROM (
                SELECT *, source_file IS NULL AS by_kafka, abs(delay_ms) <= ? AS has_date
                FROM ${raw_events}
                WHERE dt BETWEEN ? AND ?
            )
            UNION ALL
            SELECT
                dt, action, age_range, gender, province, window_start,
                0, 0, events, late_events, 0, 0, 0, 0
            FROM ${behavior_1m}
            WHERE dt BETWEEN ? AND ?
        )
        GROUP BY 1, 2, 3, 4, 5, 6
    ),
    dates AS (
        SELECT
            dt,
            action,
            age_range,
            gender,
            province,
            count(*) AS cells,
            count_if(raw_events <> events OR raw_late <> late_events) AS different,
            sum(raw_events) AS raw_events,
            sum(raw_late) AS raw_late,
            sum(events) AS events,
            sum(late_events) AS late_events,
            sum(live_events) AS live_events,
            sum(live_late) AS live_late,
            sum(dated_events) AS dated_events,
            sum(dated_late) AS dated_late
        FROM minutes
        GROUP BY 1, 2, 3, 4, 5
    )
SELECT
    dt,
    action,
    age_range,
    gender,
    province,
    sum(cells) AS cells,
    sum(different) AS different,
    sum(raw_events) AS raw_events,
    sum(raw_late) AS raw_late,
    sum(events) AS events,
    sum(late_events) AS late_events,
    sum(live_events) AS live_events,
    sum(live_late) AS live_late,
    sum(dated_events) AS dated_events,
    sum(dated_late) AS dated_late
FROM dates
GROUP BY GROUPING SETS ((dt, action), (dt, age_range), (dt, gender), (dt, province))
ORDER BY dt
