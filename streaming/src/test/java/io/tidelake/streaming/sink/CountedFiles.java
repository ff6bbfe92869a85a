package io.tidelake.streaming.sink;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** Counts the files of a table that are being written. */
final class CountedFiles {

  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /** The table, whose files are counted from here on. */
  Table wrap(Table table) {
    FileIO io = new CountedIo(table.io());
    return new BaseTable(((BaseTable) table).operations(), table.name()) {
      @Override
      public FileIO io() {
        return io;
      }
    };
  }

  int now() {
    return open.get();
  }

  /** Ever at once. */
  int most() {
    return most.get();
  }

  private final class CountedIo implements FileIO {

    private final FileIO real;

    CountedIo(FileIO real) {
      this.real = real;
    }

    @Override
    public InputFile newInputFile(String path) {
      return real.newInputFile(path);
    }

    @Override
    public OutputFile newOutputFile(String path) {
      return new CountedFile(real.newOutputFile(path));
    }

    @Override
    public void deleteFile(String path) {
      real.deleteFile(path);
    }
  }

  private final class CountedFile implements OutputFile {

    private final OutputFile real;

    CountedFile(OutputFile real) {
      this.real = real;
    }

    @Override
    public PositionOutputStream create() {
      return counted(real.create());
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return counted(real.createOrOverwrite());
    }

    @Override
    public String location() {
      return real.location();
    }

    @Override
    public InputFile toInputFile() {
      return real.toInputFile();
    }
  }

  private PositionOutputStream counted(PositionOutputStream real) {
    most.accumulateAndGet(open.incrementAndGet(), Math::max);
    return new PositionOutputStream() {
      private boolean closed;

      @Override
      public long getPos() throws IOException {
        return real.getPos();
      }

      @Override
      public void write(int value) throws IOException {
        real.write(value);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        real.write(bytes, offset, length);
      }

      @Override
      public void flush() throws IOException {
        real.flush();
      }

      @Override
      public void close() throws IOException {
        if (!closed) {
          closed = true;
          open.decrementAndGet();
        }
        real.close();
      }
    };
  }
}
