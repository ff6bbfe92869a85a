-- Events by value of one dimension and, if asked, by a second dimension, hour or day. Which columns
-- those are comes in as values, not as text: Trino folds a CASE over a constant while planning and
-- then reads the columns that are left, no others.
--   {cells}                  rows of dt, start, action, age_range, gender, province and events, out
--                            of whichever tables hold the range: sql/history/cells/*.sql
--   :dimension               action, age, gender or province
--   :group                   none, action, age, gender, province, hour or day
--   :zone                    business time zone, of the hours
--   :action, :age, :gender   code, or -1 for all
--   :province                name, or empty for all
SELECT
    CASE :dimension
        WHEN 'action' THEN CAST(action AS varchar)
        WHEN 'age' THEN CAST(age_range AS varchar)
        WHEN 'gender' THEN CAST(gender AS varchar)
        WHEN 'province' THEN province
    END AS value,
    CASE :group
        WHEN 'none' THEN ''
        WHEN 'action' THEN CAST(action AS varchar)
        WHEN 'age' THEN CAST(age_range AS varchar)
        WHEN 'gender' THEN CAST(gender AS varchar)
        WHEN 'province' THEN province
        WHEN 'hour' THEN format_datetime(at_timezone(start, :zone), 'yyyy-MM-dd HH:00:00')
        WHEN 'day' THEN CAST(dt AS varchar)
    END AS bucket,
    sum(events) AS events
FROM (
{cells}
)
WHERE (:action = -1 OR action = :action)
  AND (:age = -1 OR age_range = :age)
  AND (:gender = -1 OR gender = :gender)
  AND (:province = '' OR province = :province)
GROUP BY 1, 2
