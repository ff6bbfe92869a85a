-- A table as it is in a backup.
--   {table}
--   {name}  of the backup
SELECT * FROM {table} FOR VERSION AS OF '{name}'
