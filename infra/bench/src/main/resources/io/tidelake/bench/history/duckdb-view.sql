CREATE VIEW {table} AS SELECT * FROM read_parquet([{files}], hive_partitioning = false)
