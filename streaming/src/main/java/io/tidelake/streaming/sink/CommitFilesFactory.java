package io.tidelake.streaming.sink;

import io.tidelake.streaming.function.LakePositions;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;
import org.apache.flink.table.data.RowData;

/** Makes {@link CommitFiles}, which needs the mailbox of its task. */
final class CommitFilesFactory extends AbstractStreamOperatorFactory<Void>
    implements TwoInputStreamOperatorFactory<WrittenFiles, RowData, Void> {

  private static final long serialVersionUID = 1L;

  private final Lake lake;
  private final LakePositions covered;
  private final AppendChain.Fence fence;

  CommitFilesFactory(Lake lake, LakePositions covered, AppendChain.Fence fence) {
    this.lake = lake;
    this.covered = covered;
    this.fence = fence;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends StreamOperator<Void>> T createStreamOperator(
      StreamOperatorParameters<Void> parameters) {
    return (T) new CommitFiles(parameters, lake, covered, fence);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return CommitFiles.class;
  }
}
