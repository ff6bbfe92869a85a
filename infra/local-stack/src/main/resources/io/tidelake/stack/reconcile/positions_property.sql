-- The positions in the table's properties: what is left of them when their snapshot has expired.
--   ${table}  name of the table
SELECT value
FROM "${table}$properties"
WHERE key = 'tidelake.kafka-positions'
