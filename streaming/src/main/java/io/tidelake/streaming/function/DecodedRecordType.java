package io.tidelake.streaming.function;

import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The stream type of {@link DecodedRecord}, which is a view on the bytes of one record and is
 * handed from operator to operator inside one chain, with object reuse. It is never written: a
 * graph that would send it over the network, copy it or keep it in state fails with the reason.
 */
public final class DecodedRecordType extends TypeInformation<DecodedRecord> {

  private static final long serialVersionUID = 1L;

  /** The only instance that is needed. */
  public static final DecodedRecordType INSTANCE = new DecodedRecordType();

  private DecodedRecordType() {}

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<DecodedRecord> getTypeClass() {
    return DecodedRecord.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<DecodedRecord> createSerializer(SerializerConfig config) {
    return ChainOnly.INSTANCE;
  }

  @Override
  public String toString() {
    return "DecodedRecord";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DecodedRecordType;
  }

  @Override
  public int hashCode() {
    return Objects.hash(DecodedRecordType.class);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof DecodedRecordType;
  }

  /** Refuses everything. */
  public static final class ChainOnly extends TypeSerializerSingleton<DecodedRecord> {

    private static final long serialVersionUID = 1L;

    static final ChainOnly INSTANCE = new ChainOnly();

    private static UnsupportedOperationException refuse() {
      return new UnsupportedOperationException(
          "a decoded record lives within one operator chain: set pipeline.operator-chaining.enabled"
              + " and pipeline.object-reuse to true, and put no shuffle behind the source");
    }

    @Override
    public boolean isImmutableType() {
      return false;
    }

    @Override
    public DecodedRecord createInstance() {
      return new DecodedRecord();
    }

    @Override
    public DecodedRecord copy(DecodedRecord from) {
      throw refuse();
    }

    @Override
    public DecodedRecord copy(DecodedRecord from, DecodedRecord reuse) {
      throw refuse();
    }

    @Override
    public int getLength() {
      return -1;
    }

    @Override
    public void serialize(DecodedRecord record, DataOutputView target) {
      throw refuse();
    }

    @Override
    public DecodedRecord deserialize(DataInputView source) {
      throw refuse();
    }

    @Override
    public DecodedRecord deserialize(DecodedRecord reuse, DataInputView source) {
      throw refuse();
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) {
      throw refuse();
    }

    @Override
    public TypeSerializerSnapshot<DecodedRecord> snapshotConfiguration() {
      return new Snapshot();
    }

    /** Never restored, since the type is in no state. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<DecodedRecord> {
      public Snapshot() {
        super(() -> INSTANCE);
      }
    }
  }
}
