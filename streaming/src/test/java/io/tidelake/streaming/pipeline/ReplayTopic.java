package io.tidelake.streaming.pipeline;

import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.TestRecords;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.DecodedRecordType;
import io.tidelake.streaming.function.EndOffsets;
import io.tidelake.streaming.function.RecordDecoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The topic of {@link TestRecords} as Kafka would hold it: one split a partition, for any number of
 * subtasks, to be read from any offset. It has as many records as the test says at the moment, and
 * an end only if the test says so. Shared with the tasks, which run in the same process.
 */
final class ReplayTopic {

  private static final Map<Integer, ReplayTopic> INSTANCES = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final int id = NEXT.getAndIncrement();
  private final AtomicBoolean failure = new AtomicBoolean();
  private volatile long records;
  private volatile boolean ended;

  ReplayTopic() {
    INSTANCES.put(id, this);
  }

  /**
   * Makes it hold so many records.
   *
   * @param records a multiple of the number of partitions
   */
  void hold(long records) {
    this.records = records;
  }

  /** Who has read all of it is done. */
  void end() {
    ended = true;
  }

  /** Fails one subtask of one job, once. */
  void failReader() {
    failure.set(true);
  }

  /** Whether {@link #failReader} still has to happen. */
  boolean failsSoon() {
    return failure.get();
  }

  /** Up to the end of so many records. */
  static TopicPositions positions(long records) {
    Map<Integer, Long> positions = new TreeMap<>();
    for (int partition = 0; partition < TestRecords.PARTITIONS; partition++) {
      positions.put(partition, records / TestRecords.PARTITIONS);
    }
    return TopicPositions.of(positions);
  }

  /** Reads it from these offsets on. */
  Source<DecodedRecord, ?, ?> from(TopicPositions start, ZoneId zone, Duration lateAfter) {
    List<Partition> partitions = new ArrayList<>();
    for (int partition = 0; partition < TestRecords.PARTITIONS; partition++) {
      partitions.add(new Partition(partition, start.offset(partition)));
    }
    return new ReplaySource(id, new ArrayList<>(partitions), zone, lateAfter);
  }

  /** Where its partitions end. */
  EndOffsets.Factory ends() {
    return ends(id);
  }

  private static EndOffsets.Factory ends(int topic) {
    return () ->
        new EndOffsets() {
          @Override
          public Map<Integer, Long> ask() {
            return positions(INSTANCES.get(topic).records).offsets();
          }

          @Override
          public void close() {}
        };
  }

  private record Partition(int number, long next) implements SourceSplit, java.io.Serializable {
    @Override
    public String splitId() {
      return Integer.toString(number);
    }
  }

  private record ReplaySource(
      int topic, ArrayList<Partition> partitions, ZoneId zone, Duration lateAfter)
      implements Source<DecodedRecord, Partition, List<Partition>>,
          ResultTypeQueryable<DecodedRecord> {

    @Override
    public TypeInformation<DecodedRecord> getProducedType() {
      return DecodedRecordType.INSTANCE;
    }

    @Override
    public Boundedness getBoundedness() {
      return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SplitEnumerator<Partition, List<Partition>> createEnumerator(
        SplitEnumeratorContext<Partition> context) {
      return new Enumerator(context, partitions);
    }

    @Override
    public SplitEnumerator<Partition, List<Partition>> restoreEnumerator(
        SplitEnumeratorContext<Partition> context, List<Partition> unassigned) {
      return new Enumerator(context, unassigned);
    }

    @Override
    public SourceReader<DecodedRecord, Partition> createReader(SourceReaderContext context) {
      return new Reader(INSTANCES.get(topic), new RecordDecoder(zone, lateAfter));
    }

    @Override
    public SimpleVersionedSerializer<Partition> getSplitSerializer() {
      return new PartitionSerializer();
    }

    @Override
    public SimpleVersionedSerializer<List<Partition>> getEnumeratorCheckpointSerializer() {
      return new PartitionsSerializer();
    }
  }

  private static final class Enumerator implements SplitEnumerator<Partition, List<Partition>> {

    private final SplitEnumeratorContext<Partition> context;
    private final List<Partition> unassigned;

    Enumerator(SplitEnumeratorContext<Partition> context, List<Partition> unassigned) {
      this.context = context;
      this.unassigned = new ArrayList<>(unassigned);
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {}

    @Override
    public void addSplitsBack(List<Partition> splits, int subtask) {
      unassigned.addAll(splits);
    }

    @Override
    public void addReader(int subtask) {
      List<Partition> own =
          unassigned.stream()
              .filter(partition -> partition.number() % context.currentParallelism() == subtask)
              .toList();
      own.forEach(partition -> context.assignSplit(partition, subtask));
      unassigned.removeAll(own);
      context.signalNoMoreSplits(subtask);
    }

    @Override
    public List<Partition> snapshotState(long checkpointId) {
      return List.copyOf(unassigned);
    }

    @Override
    public void close() {}
  }

  private static final class Reader implements SourceReader<DecodedRecord, Partition> {

    private static final long LOOK_AGAIN_MILLIS = 5;

    private final ReplayTopic topic;
    private final RecordDecoder decoder;
    private final List<Partition> partitions = new ArrayList<>();
    private int turn;
    private boolean allAssigned;

    Reader(ReplayTopic topic, RecordDecoder decoder) {
      this.topic = topic;
      this.decoder = decoder;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<DecodedRecord> output) {
      if (topic.failure.getAndSet(false)) {
        throw new IllegalStateException("injected failure");
      }
      boolean ended = topic.ended;
      for (int i = 0; i < partitions.size(); i++) {
        turn = (turn + 1) % partitions.size();
        Partition partition = partitions.get(turn);
        long index = partition.next() * TestRecords.PARTITIONS + partition.number();
        if (index < topic.records) {
          emit(TestRecords.at(index), output.createOutputForSplit(partition.splitId())::collect);
          partitions.set(turn, new Partition(partition.number(), partition.next() + 1));
          return InputStatus.MORE_AVAILABLE;
        }
      }
      return ended && allAssigned ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
    }

    private interface Emitter {
      void emit(DecodedRecord record, long timestamp);
    }

    private void emit(TestRecords.Raw raw, Emitter output) {
      output.emit(
          decoder.decode(raw.key(), raw.value(), raw.partition(), raw.offset(), raw.timestamp()),
          raw.timestamp());
    }

    @Override
    public List<Partition> snapshotState(long checkpointId) {
      return List.copyOf(partitions);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return CompletableFuture.runAsync(
          () -> {}, CompletableFuture.delayedExecutor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS));
    }

    @Override
    public void addSplits(List<Partition> splits) {
      partitions.addAll(splits);
    }

    @Override
    public void notifyNoMoreSplits() {
      allAssigned = true;
    }

    @Override
    public void close() {}
  }

  private static final class PartitionSerializer implements SimpleVersionedSerializer<Partition> {

    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Partition partition) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(partition.number());
      out.writeLong(partition.next());
      return bytes.toByteArray();
    }

    @Override
    public Partition deserialize(int version, byte[] bytes) throws IOException {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      return new Partition(in.readInt(), in.readLong());
    }
  }

  private static final class PartitionsSerializer
      implements SimpleVersionedSerializer<List<Partition>> {

    private static final int BYTES = 12;

    private final PartitionSerializer single = new PartitionSerializer();

    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(List<Partition> partitions) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (Partition partition : partitions) {
        bytes.write(single.serialize(partition));
      }
      return bytes.toByteArray();
    }

    @Override
    public List<Partition> deserialize(int version, byte[] bytes) throws IOException {
      List<Partition> partitions = new ArrayList<>();
      for (int start = 0; start < bytes.length; start += BYTES) {
        partitions.add(
            single.deserialize(version, java.util.Arrays.copyOfRange(bytes, start, start + BYTES)));
      }
      return partitions;
    }
  }
}
