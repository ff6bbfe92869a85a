package io.tidelake.streaming.sink;

import java.io.IOException;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;

/** A column of yes and no, a bit each. */
final class FlagColumn extends EventColumn {

  private final PageBytes bits = new PageBytes();
  private int values;
  private int set;

  FlagColumn(ColumnDescriptor column, PageBytes page) {
    super(column, page);
  }

  void write(boolean value) throws IOException {
    int bit = values++ & 7;
    if (bit == 0) {
      bits.addByte(0);
    }
    if (value) {
      bits.setBit(bit);
      set++;
    }
    endValue();
  }

  @Override
  int pageBytes() {
    return bits.size();
  }

  @Override
  Encoding encode(PageBytes page) {
    page.add(bits);
    return Encoding.PLAIN;
  }

  @Override
  Statistics<?> statistics(int count) {
    Statistics<?> statistics = Statistics.createStats(type());
    if (set < count) {
      statistics.updateStats(false);
    }
    if (set > 0) {
      statistics.updateStats(true);
    }
    return statistics;
  }

  @Override
  void clearPage() {
    bits.clear();
    values = 0;
    set = 0;
  }
}
