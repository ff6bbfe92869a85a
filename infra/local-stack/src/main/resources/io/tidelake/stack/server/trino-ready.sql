-- Reads the lake: what does not is answered seconds before Trino knows of a node that has the catalog.
SELECT 1 FROM lake.taobao.raw_events LIMIT 1
