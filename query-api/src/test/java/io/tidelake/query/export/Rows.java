package io.tidelake.query.export;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Rows, as tests of the writers speak of them. */
final class Rows {

  static final List<Column> COLUMNS =
      List.of(
          new Column("name", "名称", "Name"),
          new Column("events", "次数", "Events"),
          new Column("late", "迟到", "Late"),
          new Column("window", "窗口", "Window"),
          new Column("time", "时间", "Time"));

  /** 2026-08-29 00:00:01.500 in Shanghai. */
  static final long TIME = Instant.parse("2026-08-28T16:00:01.500Z").toEpochMilli();

  private Rows() {}

  static TimeText times() {
    return new TimeText(ZoneId.of("Asia/Shanghai"));
  }

  static void row(RowWriter writer, String name, long events) throws IOException {
    writer.text(name);
    writer.number(events);
    writer.flag(events % 2 == 0);
    writer.second(TIME);
    writer.millisecond(TIME);
    writer.endRow();
  }

  static void empty(RowWriter writer) throws IOException {
    writer.text(null);
    for (int i = 1; i < COLUMNS.size(); i++) {
      writer.nothing();
    }
    writer.endRow();
  }

  /** Counts bytes and keeps none. */
  static final class Discarded extends OutputStream {

    private long bytes;

    long bytes() {
      return bytes;
    }

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      bytes += length;
    }
  }
}
