package io.tidelake.bench.layout;

import java.io.IOException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;

/**
 * Appends to {@code raw_events} as the stream does at a few hundred events a second: each commit a
 * small file for each of some dates, manifests as they are. By Iceberg's API alone.
 */
final class SmallCommits {

  /** Of each file. */
  static final int ROWS = 500;

  private static final int USERS = 100_000;
  private static final int ITEMS = 20_000;
  private static final int CATEGORIES = 500;
  private static final int PARTITIONS = 4;
  private static final String[] PROVINCES = {"北京", "上海", "广东", "浙江", "四川", "内蒙古"};
  private static final int SECONDS_PER_DAY = 86_400;

  private final Table table;
  private final List<LocalDate> dates;
  private final ZoneId zone;
  private final int commits;
  private final SplittableRandom random;
  private int made;

  /**
   * @param dates each gets a file with every commit
   * @param commits how many there will be: times of events go through the day with them
   */
  SmallCommits(Table table, List<LocalDate> dates, ZoneId zone, int commits, long seed) {
    this.table = table;
    this.dates = dates;
    this.zone = zone;
    this.commits = commits;
    this.random = new SplittableRandom(seed);
  }

  void commit() throws IOException {
    AppendFiles append = table.newFastAppend();
    for (LocalDate date : dates) {
      append.appendFile(write(date));
    }
    append.commit();
    made++;
  }

  private DataFile write(LocalDate date) throws IOException {
    PartitionData partition = new PartitionData(table.spec().partitionType());
    partition.set(0, Math.toIntExact(date.toEpochDay()));
    OutputFile file =
        table
            .io()
            .newOutputFile(
                table
                    .locationProvider()
                    .newDataLocation(table.spec(), partition, UUID.randomUUID() + ".parquet"));
    DataWriter<Record> writer =
        Parquet.writeData(file)
            .forTable(table)
            .createWriterFunc(GenericParquetWriter::create)
            .withPartition(partition)
            .build();
    try (writer) {
      for (int i = 0; i < ROWS; i++) {
        writer.write(row(date, i));
      }
    }
    return writer.toDataFile();
  }

  private Record row(LocalDate date, int number) {
    OffsetDateTime time =
        date.atStartOfDay(zone)
            .plusSeconds((long) made * SECONDS_PER_DAY / commits)
            .plusNanos(number * 1_000_000L)
            .toOffsetDateTime();
    int item = random.nextInt(1 + random.nextInt(ITEMS));
    Record row = GenericRecord.create(table.schema());
    row.setField("user_id", "u" + random.nextInt(USERS));
    row.setField("item_id", "i" + item);
    row.setField("cat_id", Integer.toString(item % CATEGORIES));
    row.setField("merchant_id", Integer.toString(item % (2 * CATEGORIES)));
    row.setField("brand_id", Integer.toString(item % CATEGORIES * 7));
    row.setField("month", date.getMonthValue());
    row.setField("day", date.getDayOfMonth());
    row.setField("action", random.nextInt(10) < 8 ? 0 : random.nextInt(4));
    row.setField("age_range", random.nextInt(8));
    row.setField("gender", random.nextInt(3));
    row.setField("province", PROVINCES[random.nextInt(PROVINCES.length)]);
    row.setField("event_time", time);
    row.setField("ingest_time", time.plusSeconds(1));
    row.setField("time_source", "event_time");
    row.setField("is_late", false);
    row.setField("delay_ms", 1000L);
    row.setField("kafka_partition", number % PARTITIONS);
    row.setField("kafka_offset", (long) made * ROWS + number);
    row.setField("dt", date);
    return row;
  }
}
