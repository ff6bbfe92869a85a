package io.tidelake.streaming.source;

import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.DecodedRecordType;
import io.tidelake.streaming.function.RecordDecoder;
import java.time.Duration;
import java.time.ZoneId;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Decodes a record straight from its bytes; a rejected one comes out too, so it is counted. */
final class BehaviorRecords implements KafkaRecordDeserializationSchema<DecodedRecord> {

  private static final long serialVersionUID = 1L;

  private final ZoneId zone;
  private final Duration lateAfter;

  private transient RecordDecoder decoder;

  BehaviorRecords(ZoneId zone, Duration lateAfter) {
    this.zone = zone;
    this.lateAfter = lateAfter;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    decoder = new RecordDecoder(zone, lateAfter);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<DecodedRecord> out) {
    out.collect(
        decoder.decode(
            record.key(), record.value(), record.partition(), record.offset(), record.timestamp()));
  }

  @Override
  public TypeInformation<DecodedRecord> getProducedType() {
    return DecodedRecordType.INSTANCE;
  }
}
