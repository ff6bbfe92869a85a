package io.tidelake.streaming.sink;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.streaming.function.RowOrigin;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;

/** Events of one origin as rows of {@code raw_events}. */
final class EventRows implements RowFormat<BehaviorEvent> {

  private final RowOrigin origin;
  private final Binary[] digests;

  EventRows(RowOrigin origin) {
    this.origin = origin;
    digests = EventColumns.digests(origin);
  }

  @Override
  public int date(BehaviorEvent event) {
    return event.businessDay;
  }

  @Override
  public ParquetValueWriter<BehaviorEvent> columns(MessageType file) {
    return new EventColumns(file, origin, digests);
  }
}
