package io.tidelake.streaming.maintenance.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.apache.iceberg.BaseFileScanTask;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ResidualEvaluator;
import org.junit.jupiter.api.Test;

class CompactionGroupTest {

  private static final long TARGET = 128;

  @Test
  void nearlyFullFilesAreNotMoreThanOneTooMany() {
    List<FileScanTask> files = files(LongStream.generate(() -> 100).limit(10));

    CompactionGroup group = closed(files);

    assertThat(files.size() - group.files().size() + ceil(group.bytes()))
        .isLessThanOrEqualTo(ceil(1_000) + 1);
  }

  @Test
  void nearlyFullFilesThatAreFewEnoughAreLeftAlone() {
    assertThat(
            CompactionGroup.choose(
                0, files(LongStream.generate(() -> 100).limit(4)), true, false, TARGET, 8))
        .isEmpty();
  }

  @Test
  void fullFilesAreNotTakenWhereSmallOnesAreEnough() {
    assertThat(closed(files(LongStream.of(100, 120, 5, 6, 7))).bytes()).isEqualTo(18);
  }

  @Test
  void aDateThatIsWrittenLeavesFullFilesAlone() {
    assertThat(
            CompactionGroup.choose(
                0, files(LongStream.generate(() -> 100).limit(40)), false, false, TARGET, 8))
        .isEmpty();
  }

  @Test
  void aGroupIsPartedWithoutATailThatIsNotWorthIt() {
    CompactionGroup group = new CompactionGroup(3, files(LongStream.generate(() -> 10).limit(25)));

    assertThat(group.split(100))
        .extracting(CompactionGroup::bytes)
        .containsExactly(100L, 100L, 50L);
    assertThat(group.split(120)).extracting(CompactionGroup::bytes).containsExactly(120L, 130L);
    assertThat(group.split(100)).extracting(CompactionGroup::partition).containsOnly(3);
    assertThat(group.split(250)).containsExactly(group);
  }

  private static CompactionGroup closed(List<FileScanTask> files) {
    return CompactionGroup.choose(0, files, true, false, TARGET, 8).orElseThrow();
  }

  private static long ceil(long bytes) {
    return (bytes + TARGET - 1) / TARGET;
  }

  private static List<FileScanTask> files(LongStream lengths) {
    PartitionSpec spec = PartitionSpec.unpartitioned();
    return lengths
        .<FileScanTask>mapToObj(
            length ->
                new BaseFileScanTask(
                    DataFiles.builder(spec)
                        .withPath("/" + length + ".parquet")
                        .withFileSizeInBytes(length)
                        .withRecordCount(1)
                        .build(),
                    new DeleteFile[0],
                    SchemaParser.toJson(new Schema()),
                    PartitionSpecParser.toJson(spec),
                    ResidualEvaluator.unpartitioned(Expressions.alwaysTrue())))
        .toList();
  }
}
