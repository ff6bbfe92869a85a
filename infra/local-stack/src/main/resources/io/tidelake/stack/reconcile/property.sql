-- A property of the table: what is left of what a commit said of itself when its snapshot has
-- expired.
--   ${table}  name of the table
--   ?         name of the property
SELECT value
FROM "${table}$properties"
WHERE key = ?
