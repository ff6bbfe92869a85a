-- One row: rows and distinct Kafka coordinates of both tables, and the sum of the aggregate.
SELECT
  (SELECT count(*) FROM lake.taobao.raw_events),
  (SELECT count(DISTINCT kafka_offset * 1000 + kafka_partition) FROM lake.taobao.raw_events),
  (SELECT count(*) FROM lake.taobao.quarantine),
  (SELECT count(DISTINCT kafka_offset * 1000 + kafka_partition) FROM lake.taobao.quarantine),
  (SELECT coalesce(sum(events), 0) FROM lake.taobao.behavior_1m)
