package io.tidelake.streaming.function;

import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;

/** What crosses the network or stands in state is a POJO down to the last field: no Kryo. */
class StreamTypesTest {

  @Test
  void areSerializedAsPojosWithoutKryo() {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(TickDelta.class);
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(LiveRecord.class);
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(LiveState.class);
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(RecentEvent.class);
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(TopState.class);
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(Completeness.class);
  }
}
