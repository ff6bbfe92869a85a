package io.tidelake.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Locale;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a writer holds does not grow with the rows that went through it. */
class ConstantMemoryTest {

  private static final int ROWS = 1_500_000;
  private static final long SLACK = 4 << 20;

  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final Rows.Discarded out = new Rows.Discarded();

  @Test
  void csv() throws IOException {
    holdsNothing(new CsvRows(out, Rows.times(), Locale.CHINESE, true));
  }

  @ParameterizedTest
  @EnumSource(JsonRows.Shape.class)
  void json(JsonRows.Shape shape) throws IOException {
    holdsNothing(new JsonRows(out, Rows.times(), shape));
  }

  @Test
  void sheets() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(1);
      holdsNothing(
          new SheetRows(
              zip,
              Rows.times(),
              Locale.CHINESE,
              new SheetRows.TimeStyles(1, 2),
              1,
              SheetRows.MAX_ROWS));
    }
  }

  private void holdsNothing(RowWriter writer) throws IOException {
    writer.begin(Rows.COLUMNS);
    write(writer, ROWS / 10);
    long before = used();
    write(writer, ROWS);
    long after = used();

    assertThat(after - before).isLessThan(SLACK);
    assertThat(out.bytes()).isPositive();
    writer.finish(new Ending(ROWS + ROWS / 10, 1L));
  }

  private static void write(RowWriter writer, int rows) throws IOException {
    for (int i = 0; i < rows; i++) {
      Rows.row(writer, "北京", i);
    }
  }

  private long used() {
    System.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
