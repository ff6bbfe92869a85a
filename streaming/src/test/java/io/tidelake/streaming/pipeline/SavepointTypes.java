package io.tidelake.streaming.pipeline;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.OperatorBackendSerializationProxy;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;

/** What the states of a job are written with, read back from a savepoint of all its operators. */
final class SavepointTypes {

  private SavepointTypes() {}

  /** Serializers by name of the state. */
  static Map<String, TypeSerializer<?>> of(String savepoint) throws IOException {
    Map<String, TypeSerializer<?>> serializers = new TreeMap<>();
    for (OperatorState operator : metadata(savepoint).getOperatorStates()) {
      for (OperatorSubtaskState subtask : operator.getStates()) {
        if (!subtask.getManagedKeyedState().isEmpty()) {
          throw new IllegalStateException("no operator has keyed state; then read it here too");
        }
        for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
          read(handle, serializers);
        }
      }
    }
    return serializers;
  }

  private static CheckpointMetadata metadata(String savepoint) throws IOException {
    Path file = Path.of(URI.create(savepoint)).resolve("_metadata");
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      return Checkpoints.loadCheckpointMetadata(
          in, SavepointTypes.class.getClassLoader(), savepoint);
    }
  }

  private static void read(OperatorStateHandle handle, Map<String, TypeSerializer<?>> serializers)
      throws IOException {
    OperatorBackendSerializationProxy proxy =
        new OperatorBackendSerializationProxy(SavepointTypes.class.getClassLoader());
    try (var in = handle.openInputStream()) {
      proxy.read(new DataInputViewStreamWrapper(in));
    }
    for (StateMetaInfoSnapshot state : proxy.getOperatorStateMetaInfoSnapshots()) {
      serializers.put(
          state.getName(),
          state
              .getTypeSerializerSnapshot(
                  StateMetaInfoSnapshot.CommonSerializerKeys.VALUE_SERIALIZER)
              .restoreSerializer());
    }
  }
}
