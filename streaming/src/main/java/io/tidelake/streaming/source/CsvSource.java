package io.tidelake.streaming.source;

import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.DecodedRecordType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceEnumerator;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceReader;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.InstantiationUtil;

/**
 * Lines of CSV files, each once, in steps of {@link CsvFile#STEP} lines that readers take as they
 * get on. Bounded, without state: a job that fails is begun again.
 */
public final class CsvSource
    implements Source<DecodedRecord, CsvLines, Collection<CsvLines>>,
        ResultTypeQueryable<DecodedRecord> {

  private static final long serialVersionUID = 1L;

  private final ArrayList<CsvLines> splits = new ArrayList<>();
  private final ZoneId zone;
  private final Duration lateAfter;

  /**
   * No lines yet; see {@link io.tidelake.streaming.function.RecordDecoder} for the two settings.
   */
  public CsvSource(ZoneId zone, Duration lateAfter) {
    this.zone = zone;
    this.lateAfter = lateAfter;
  }

  /**
   * Adds lines of a file.
   *
   * @param index of the file, which becomes the partition of its records
   * @param fromLine the first one; lines before it in its step are read too
   * @param endLine the one after the last
   * @param recordTime timestamp of the records, epoch milliseconds
   * @throws UncheckedIOException if the file cannot be read
   */
  public void add(int index, CsvFile file, long fromLine, long endLine, long recordTime) {
    for (int step = CsvFile.step(fromLine); CsvFile.firstLine(step) < endLine; step++) {
      CsvLines lines =
          new CsvLines(
              index,
              file.path().toString(),
              file.name(),
              file.columns(),
              file.headerLine(),
              file.offset(step),
              CsvFile.firstLine(step),
              Math.min(endLine, CsvFile.firstLine(step + 1)),
              recordTime,
              zone,
              lateAfter);
      // Flink's reader takes the first record of a split without asking whether there is one.
      if (lines.holdAny()) {
        splits.add(lines);
      }
    }
  }

  List<CsvLines> splits() {
    return List.copyOf(splits);
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<DecodedRecord, CsvLines> createReader(SourceReaderContext context) {
    return new IteratorSourceReader<>(context);
  }

  @Override
  public SplitEnumerator<CsvLines, Collection<CsvLines>> createEnumerator(
      SplitEnumeratorContext<CsvLines> context) {
    return new IteratorSourceEnumerator<>(context, splits());
  }

  @Override
  public SplitEnumerator<CsvLines, Collection<CsvLines>> restoreEnumerator(
      SplitEnumeratorContext<CsvLines> context, Collection<CsvLines> checkpoint) {
    return new IteratorSourceEnumerator<>(context, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<CsvLines> getSplitSerializer() {
    return new JavaSerializer<>();
  }

  @Override
  public SimpleVersionedSerializer<Collection<CsvLines>> getEnumeratorCheckpointSerializer() {
    return new JavaSerializer<>();
  }

  @Override
  public TypeInformation<DecodedRecord> getProducedType() {
    return DecodedRecordType.INSTANCE;
  }

  /** From one thread of the process to another; nothing is kept. */
  private static final class JavaSerializer<T> implements SimpleVersionedSerializer<T> {

    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(T value) throws IOException {
      return InstantiationUtil.serializeObject(value);
    }

    @Override
    public T deserialize(int version, byte[] bytes) throws IOException {
      try {
        return InstantiationUtil.deserializeObject(bytes, CsvSource.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new IOException(e);
      }
    }
  }
}
