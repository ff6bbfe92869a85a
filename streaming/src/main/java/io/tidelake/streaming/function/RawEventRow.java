package io.tidelake.streaming.function;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.TimeSource;
import io.tidelake.schema.json.Utf8Slice;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RawValueData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.RowKind;
import org.apache.flink.types.variant.Variant;

/**
 * An event seen as a row of {@code raw_events}: columns are read off the event when the writer asks
 * for them. Reused from event to event.
 */
public final class RawEventRow implements RowData {

  // In the order of LakeTables.RAW_EVENTS, which a test pins.
  static final int USER_ID = 0;
  static final int ITEM_ID = 1;
  static final int CAT_ID = 2;
  static final int MERCHANT_ID = 3;
  static final int BRAND_ID = 4;
  static final int MONTH = 5;
  static final int DAY = 6;
  static final int ACTION = 7;
  static final int AGE_RANGE = 8;
  static final int GENDER = 9;
  static final int PROVINCE = 10;
  static final int EVENT_ID = 11;
  static final int EVENT_TIME = 12;
  static final int INGEST_TIME = 13;
  static final int TIME_SOURCE = 14;
  static final int IS_LATE = 15;
  static final int DELAY_MS = 16;
  static final int KAFKA_PARTITION = 17;
  static final int KAFKA_OFFSET = 18;
  static final int SOURCE_FILE = 19;
  static final int SOURCE_LINE = 20;
  static final int DT = 21;
  static final int ARITY = 22;

  private static final Utf8Slice[] TIME_SOURCES = new Utf8Slice[TimeSource.values().length];

  static {
    for (TimeSource source : TimeSource.values()) {
      TIME_SOURCES[source.ordinal()] = new Utf8Slice();
      TIME_SOURCES[source.ordinal()].set(source.utf8());
    }
  }

  private final RowOrigin origin;
  private BehaviorEvent event = new BehaviorEvent();
  private final Utf8String[] strings = new Utf8String[ARITY];

  /** An event of the topic. */
  public RawEventRow() {
    this(RowOrigin.TOPIC);
  }

  /** An event of this origin. */
  public RawEventRow(RowOrigin origin) {
    this.origin = origin;
    for (int i = 0; i < ARITY; i++) {
      strings[i] = new Utf8String();
    }
  }

  /** Points this row at an event. */
  public RawEventRow at(BehaviorEvent event) {
    this.event = event;
    return this;
  }

  @Override
  public int getArity() {
    return ARITY;
  }

  @Override
  public RowKind getRowKind() {
    return RowKind.INSERT;
  }

  @Override
  public void setRowKind(RowKind kind) {
    if (kind != RowKind.INSERT) {
      throw new UnsupportedOperationException("events are only ever inserted, not " + kind);
    }
  }

  @Override
  public boolean isNullAt(int column) {
    return switch (column) {
      case MONTH -> event.month == BehaviorEvent.ABSENT;
      case DAY -> event.day == BehaviorEvent.ABSENT;
      case EVENT_ID -> event.eventId.isEmpty();
      case KAFKA_PARTITION, KAFKA_OFFSET -> !origin.isTopic();
      case SOURCE_FILE, SOURCE_LINE -> origin.isTopic();
      default -> false;
    };
  }

  @Override
  public StringData getString(int column) {
    if (column == SOURCE_FILE) {
      return origin.file(event.kafkaPartition, strings[column]);
    }
    Utf8Slice slice =
        switch (column) {
          case USER_ID -> event.userId;
          case ITEM_ID -> event.itemId;
          case CAT_ID -> event.categoryId;
          case MERCHANT_ID -> event.merchantId;
          case BRAND_ID -> event.brandId;
          case PROVINCE -> event.province;
          case EVENT_ID -> event.eventId;
          case TIME_SOURCE -> TIME_SOURCES[event.timeSource.ordinal()];
          default -> throw wrongType(column, "string");
        };
    return strings[column].at(slice);
  }

  @Override
  public int getInt(int column) {
    return switch (column) {
      case MONTH -> event.month;
      case DAY -> event.day;
      case ACTION -> event.action;
      case AGE_RANGE -> event.ageRange;
      case GENDER -> event.gender;
      case KAFKA_PARTITION -> event.kafkaPartition;
      case DT -> event.businessDay;
      default -> throw wrongType(column, "int");
    };
  }

  @Override
  public long getLong(int column) {
    return switch (column) {
      case DELAY_MS -> event.delayMillis;
      case KAFKA_OFFSET, SOURCE_LINE -> event.kafkaOffset;
      default -> throw wrongType(column, "long");
    };
  }

  @Override
  public TimestampData getTimestamp(int column, int precision) {
    return switch (column) {
      case EVENT_TIME -> TimestampData.fromEpochMillis(event.eventTime);
      case INGEST_TIME -> TimestampData.fromEpochMillis(event.ingestTime);
      default -> throw wrongType(column, "timestamp");
    };
  }

  @Override
  public boolean getBoolean(int column) {
    if (column != IS_LATE) {
      throw wrongType(column, "boolean");
    }
    return event.late;
  }

  @Override
  public byte getByte(int column) {
    throw wrongType(column, "byte");
  }

  @Override
  public short getShort(int column) {
    throw wrongType(column, "short");
  }

  @Override
  public float getFloat(int column) {
    throw wrongType(column, "float");
  }

  @Override
  public double getDouble(int column) {
    throw wrongType(column, "double");
  }

  @Override
  public DecimalData getDecimal(int column, int precision, int scale) {
    throw wrongType(column, "decimal");
  }

  @Override
  public <T> RawValueData<T> getRawValue(int column) {
    throw wrongType(column, "raw value");
  }

  @Override
  public byte[] getBinary(int column) {
    throw wrongType(column, "binary");
  }

  @Override
  public ArrayData getArray(int column) {
    throw wrongType(column, "array");
  }

  @Override
  public MapData getMap(int column) {
    throw wrongType(column, "map");
  }

  @Override
  public RowData getRow(int column, int fields) {
    throw wrongType(column, "row");
  }

  @Override
  public Variant getVariant(int column) {
    throw wrongType(column, "variant");
  }

  private static IllegalArgumentException wrongType(int column, String type) {
    return new IllegalArgumentException("column " + column + " of raw_events is no " + type);
  }
}
