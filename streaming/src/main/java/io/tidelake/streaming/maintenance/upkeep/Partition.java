package io.tidelake.streaming.maintenance.upkeep;

import java.time.LocalDate;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.Table;

/** The one partition field of a table of the lake: {@code dt} or its month. */
final class Partition {

  private final boolean monthly;

  Partition(Table table) {
    monthly = !table.spec().fields().get(0).transform().isIdentity();
  }

  /** Days or months since 1970-01. */
  static int of(ContentFile<?> file) {
    return file.partition().get(0, Integer.class);
  }

  /** The partition of the date. */
  int of(LocalDate date) {
    return monthly
        ? (date.getYear() - 1970) * 12 + date.getMonthValue() - 1
        : (int) date.toEpochDay();
  }

  /** The partition for people. */
  String name(int partition) {
    return monthly
        ? LocalDate.EPOCH.plusMonths(partition).toString().substring(0, 7)
        : LocalDate.ofEpochDay(partition).toString();
  }
}
