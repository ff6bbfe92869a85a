-- The items, categories or brands with the most events; equal ones by their id.
--   {items}   rows of id and events, out of whichever tables hold the range:
--             sql/history/items/*.sql
--   :limit    how many
SELECT id, sum(events) AS events
FROM (
{items}
)
WHERE id <> ''
GROUP BY id
HAVING sum(events) > 0
ORDER BY events DESC, id
LIMIT :limit
