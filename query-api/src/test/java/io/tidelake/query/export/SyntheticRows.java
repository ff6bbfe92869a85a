package io.tidelake.query.export;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.ErrorCode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A lake that needs no Trino: rows are numbered, and come and fail as a test wants. */
final class SyntheticRows implements RowSources {

  static final long SNAPSHOT = 4711;

  final AtomicInteger open = new AtomicInteger();
  volatile long rows = 3;
  volatile long failAfter = Long.MAX_VALUE;

  /** The first row waits for it. */
  volatile CountDownLatch first = new CountDownLatch(0);

  /** The row after the first thousand waits for it. */
  volatile CountDownLatch rest = new CountDownLatch(0);

  void reset() {
    rows = 3;
    failAfter = Long.MAX_VALUE;
    first = new CountDownLatch(0);
    rest = new CountDownLatch(0);
  }

  @Override
  public RowSource rows(ExportQuestion question, boolean raw, boolean counted) {
    open.incrementAndGet();
    return new Numbers(raw ? RawEvents.TABLE : StatisticsRows.TABLE, question.plainUsers());
  }

  @Override
  public SheetTotals totals(ExportQuestion question) {
    SheetTotals totals = new SheetTotals(SNAPSHOT);
    totals.add(Sheet.ACTION, "点击", 12);
    return totals;
  }

  private final class Numbers implements RowSource {

    private final String table;
    private final boolean plain;
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private long row;
    private boolean closed;

    private Numbers(String table, boolean plain) {
      this.table = table;
      this.plain = plain;
    }

    @Override
    public List<Column> columns() {
      return Rows.COLUMNS;
    }

    @Override
    public String table() {
      return table;
    }

    @Override
    public @Nullable Long snapshot() {
      return SNAPSHOT;
    }

    @Override
    public boolean next() {
      await(row == 0 ? first : row == 1000 ? rest : null);
      if (row == failAfter) {
        throw new ApiException(
            ErrorCode.DATABASE_UNREACHABLE,
            HttpStatus.SERVICE_UNAVAILABLE,
            null,
            "database.unreachable");
      }
      return row++ < rows;
    }

    private void await(@Nullable CountDownLatch latch) {
      try {
        while (latch != null
            && !latch.await(5, TimeUnit.MILLISECONDS)
            && cancelled.getCount() > 0) {
          // Still closed.
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (cancelled.getCount() == 0) {
        throw new CancellationException();
      }
    }

    @Override
    public void writeTo(RowSink sink) throws IOException {
      sink.text((plain ? "user " : "p_") + row);
      sink.number(row);
      sink.flag(true);
      sink.second(Instant.EPOCH.toEpochMilli());
      sink.millisecond(row);
    }

    @Override
    public double progress() {
      return row / (double) rows;
    }

    @Override
    public void cancel() {
      cancelled.countDown();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
      }
    }
  }
}
