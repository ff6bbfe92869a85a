package io.tidelake.streaming.function;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * What counting an event costs, decoding apart, and what handing the counts on does. A program, not
 * a test:
 *
 * <pre>java -cp … io.tidelake.streaming.function.CountingFigures [ROUNDS]</pre>
 */
public final class CountingFigures {

  private static final int RECORDS = 200_000;
  private static final int EVENTS_PER_TICK = 2_000;
  private static final int PASSES = 5;
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final Duration LATE_AFTER = Duration.ofMinutes(5);
  private static final Duration TICK = Duration.ofMillis(20);

  private CountingFigures() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length == 0 ? 7 : Integer.parseInt(arguments[0]);
    byte[][] values = values();
    for (int round = 0; round < rounds; round++) {
      double decoding = decode(values);
      double[] both = count(values);
      System.out.printf(
          "decode %.0f ns, count %.0f ns, %.1f bytes allocated an event (CPU time)%n",
          decoding, both[0] - decoding, both[1]);
      double[] handedOn = handOn(values);
      System.out.printf(
          "  handed on: write %.0f ns, %.1f bytes; read and add to the totals %.0f ns, %.1f bytes"
              + " allocated an event%n",
          handedOn[0], handedOn[1], handedOn[2], handedOn[3]);
    }
  }

  private static double decode(byte[][] values) {
    RecordDecoder decoder = new RecordDecoder(ZONE, LATE_AFTER);
    long accepted = 0;
    long start = cpu();
    for (int pass = 0; pass < PASSES; pass++) {
      for (int i = 0; i < values.length; i++) {
        accepted += decode(decoder, values, i).accepted() ? 1 : 0;
      }
    }
    if (accepted != (long) PASSES * values.length) {
      throw new IllegalStateException("events are expected");
    }
    return (cpu() - start) / (double) PASSES / values.length;
  }

  private static DecodedRecord decode(RecordDecoder decoder, byte[][] values, int index) {
    return decoder.decode(
        null, values[index], index % 4, index / 4, 1_764_000_000_000L + index / 100);
  }

  private static double[] count(byte[][] values) throws Exception {
    RecordDecoder decoder = new RecordDecoder(ZONE, LATE_AFTER);
    CountByMinute counting = new CountByMinute(ZONE, TICK, LakePositions.NONE);
    try (var harness = new OneInputStreamOperatorTestHarness<>(counting)) {
      harness.getExecutionConfig().enableObjectReuse();
      harness.setProcessingTime(0);
      harness.open();
      StreamRecord<DecodedRecord> element = new StreamRecord<>(null);
      long time = 0;
      TypeSerializer<TickDelta> serializer = serializer();
      long copies = 0;
      long allocated = allocated();
      long start = cpu();
      for (int pass = 0; pass < PASSES; pass++) {
        for (int i = 0; i < values.length; i++) {
          // Straight to the operator: the harness itself would copy and keep.
          counting.processElement(element.replace(decode(decoder, values, i)));
          if (i % EVENTS_PER_TICK == 0) {
            time += TICK.toMillis();
            harness.setProcessingTime(time);
            harness.getOutput().clear();
            Queue<StreamRecord<TickDelta>> ticks = harness.getSideOutput(CountByMinute.TICKS);
            while (ticks != null && !ticks.isEmpty()) {
              // As the harness does with each tick, and the job does not.
              long before = allocated();
              serializer.copy(ticks.remove().getValue());
              copies += 2 * (allocated() - before);
            }
          }
        }
      }
      double events = (double) PASSES * values.length;
      return new double[] {(cpu() - start) / events, (allocated() - allocated - copies) / events};
    }
  }

  /** What the ticks cost on their way to the totals, and there: that is one thread for all. */
  private static double[] handOn(byte[][] values) throws Exception {
    TypeSerializer<TickDelta> serializer = serializer();
    List<byte[]> written = new ArrayList<>();
    double writing = write(values, serializer, written);
    double events = (double) PASSES * values.length;
    double size = written.stream().mapToLong(tick -> tick.length).sum() / events;
    LiveTotals totals = new LiveTotals(TICK, LATE_AFTER, new TestEnds(), LiveBaseline.EMPTY);
    try (var harness = new OneInputStreamOperatorTestHarness<>(totals, 1, 1, 0)) {
      harness.setProcessingTime(0);
      harness.open();
      StreamRecord<TickDelta> element = new StreamRecord<>(null);
      DataInputDeserializer input = new DataInputDeserializer();
      long time = 0;
      long allocated = allocated();
      long start = cpu();
      for (byte[] tick : written) {
        input.setBuffer(tick);
        totals.processElement(element.replace(serializer.deserialize(input)));
        time += TICK.toMillis();
        harness.setProcessingTime(time);
        harness.getOutput().clear();
      }
      return new double[] {
        writing / events, size, (cpu() - start) / events, (allocated() - allocated) / events
      };
    }
  }

  private static long write(
      byte[][] values, TypeSerializer<TickDelta> serializer, List<byte[]> written)
      throws Exception {
    RecordDecoder decoder = new RecordDecoder(ZONE, LATE_AFTER);
    CountByMinute counting = new CountByMinute(ZONE, TICK, LakePositions.NONE);
    try (var harness = new OneInputStreamOperatorTestHarness<>(counting)) {
      harness.getExecutionConfig().enableObjectReuse();
      harness.setProcessingTime(0);
      harness.open();
      StreamRecord<DecodedRecord> element = new StreamRecord<>(null);
      DataOutputSerializer output = new DataOutputSerializer(1 << 16);
      long time = 0;
      long writing = 0;
      for (int i = 0; i < PASSES * values.length; i++) {
        counting.processElement(element.replace(decode(decoder, values, i % values.length)));
        if (i % EVENTS_PER_TICK == 0) {
          time += TICK.toMillis();
          harness.setProcessingTime(time);
          Queue<StreamRecord<TickDelta>> ticks = harness.getSideOutput(CountByMinute.TICKS);
          while (ticks != null && !ticks.isEmpty()) {
            TickDelta tick = ticks.remove().getValue();
            long start = cpu();
            output.clear();
            serializer.serialize(tick, output);
            writing += cpu() - start;
            written.add(output.getCopyOfBuffer());
          }
        }
      }
      return writing;
    }
  }

  private static TypeSerializer<TickDelta> serializer() {
    return TypeInformation.of(TickDelta.class).createSerializer(new SerializerConfigImpl());
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  /** Users and items of a shop: few of them are most of the traffic. */
  private static byte[][] values() {
    Random random = new Random(42);
    String[] provinces = {"浙江", "广东", "北京市", "上海", "四川"};
    byte[][] values = new byte[RECORDS][];
    for (int i = 0; i < RECORDS; i++) {
      int item = (int) (200_000 * Math.pow(random.nextDouble(), 3));
      String json =
          "{\"user_id\":\"%d\",\"item_id\":\"%d\",\"cat_id\":\"%d\",\"merchant_id\":\"%d\",\"brand_id\":\"%d\",\"month\":\"11\",\"day\":\"24\",\"action\":%d,\"age_range\":%d,\"gender\":%d,\"province\":\"%s\"}"
              .formatted(
                  100_000 + (int) (100_000 * Math.pow(random.nextDouble(), 2)),
                  1_000_000 + item,
                  item % 1_600,
                  item % 5_000,
                  item % 8_000,
                  random.nextInt(20) == 0 ? 2 : 0,
                  random.nextInt(8),
                  random.nextInt(3),
                  provinces[random.nextInt(provinces.length)]);
      values[i] = json.getBytes(StandardCharsets.UTF_8);
    }
    return values;
  }
}
