package io.tidelake.streaming.sink;

import java.io.IOException;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.shaded.org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.iceberg.shaded.org.apache.parquet.io.PositionOutputStream;

/** A file of a table as Parquet wants it. Iceberg has the same, and keeps it for itself. */
final class ParquetDestination
    implements org.apache.iceberg.shaded.org.apache.parquet.io.OutputFile {

  private final OutputFile file;

  ParquetDestination(OutputFile file) {
    this.file = file;
  }

  @Override
  public PositionOutputStream create(long blockSize) {
    return adapted(file.create());
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSize) {
    return adapted(file.createOrOverwrite());
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }

  @Override
  public String getPath() {
    return file.location();
  }

  private static PositionOutputStream adapted(org.apache.iceberg.io.PositionOutputStream stream) {
    return new DelegatingPositionOutputStream(stream) {
      @Override
      public long getPos() throws IOException {
        return stream.getPos();
      }
    };
  }
}
