package io.tidelake.streaming.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.schema.topic.TopicPositions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Appends whose answers get lost, come late, or cross each other. */
class AppendChainTest {

  @TempDir Path folder;

  private Lake lake;

  @BeforeEach
  void createTables() {
    lake = TestTables.create(folder);
  }

  @Test
  void appendsThatFollowEachOtherAreMadeAndSayWhatTheyHold() throws Exception {
    AppendChain chain = chain(table());
    chain.append(List.of(append(1, 0, 10)));
    chain.append(List.of(append(2, 10, 25), append(3, 25, 30)));

    Table table = table();
    assertThat(files(table)).isEqualTo(3);
    assertThat(table.currentSnapshot().summary())
        .containsEntry(StreamCommit.POSITIONS, "{\"0\":30}")
        .containsEntry("added-files-size", "200")
        .containsEntry("total-files-size", "300")
        .containsEntry(StreamCommit.CHECKPOINT_ID, "3")
        .containsEntry(StreamCommit.JOB_ID, "job")
        .containsEntry(StreamCommit.COMPLETE_THROUGH, "1788004800000");
    assertThat(table.properties()).containsEntry(StreamCommit.POSITIONS, "{\"0\":30}");
  }

  @Test
  void anAppendWhoseAnswerWasLostIsNotRepeated() throws Exception {
    SlowCatalog catalog = new SlowCatalog();
    AppendChain chain = chain(catalog.wrap(table()));
    PendingAppend append = append(1, 0, 10);
    catalog.loseNextAnswer();
    assertThatExceptionOfType(CommitStateUnknownException.class)
        .isThrownBy(() -> chain.append(List.of(append)));

    assertThat(chain.append(List.of(append))).isFalse();

    assertThat(files(table())).isEqualTo(1);
  }

  /** A try that others follow, and the last one, after which Iceberg cleans up. */
  @ParameterizedTest
  @ValueSource(strings = {"4", "0"})
  void anAppendThatIsThereAlthoughTheCatalogDeniesItIsMadeOnceAndReadable(String retries)
      throws Exception {
    table().updateProperties().set("commit.retry.num-retries", retries).commit();
    SlowCatalog catalog = new SlowCatalog();
    AppendChain chain = chain(catalog.wrap(lake).connect().load(LakeTables.RAW_EVENTS));
    catalog.denyNextAnswer();

    assertThat(chain.append(List.of(append(1, 0, 10)))).isTrue();
    assertThat(chain.append(List.of(append(2, 10, 20)))).isTrue();

    assertThat(files(table())).isEqualTo(2);
    assertReadable();
  }

  /** More than a hundred, from where on Iceberg would merge manifests as it appends. */
  @Test
  void aLongBacklogThatIsRefusedOnceIsAppendedAtTheNextTry() throws Exception {
    SlowCatalog catalog = new SlowCatalog();
    AppendChain chain = chain(catalog.wrap(table()));
    List<PendingAppend> backlog = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      backlog.add(append(i, i * 10L, (i + 1) * 10L));
    }
    catalog.forbidNextCommit();
    assertThatExceptionOfType(ForbiddenException.class).isThrownBy(() -> chain.append(backlog));

    assertThat(chain.append(backlog)).isTrue();

    assertThat(files(table())).isEqualTo(120);
    assertReadable();
  }

  @Test
  void aRefusedAppendToATableOfManyManifestsIsAppendedAtTheNextTry() throws Exception {
    SlowCatalog catalog = new SlowCatalog();
    AppendChain chain = chain(catalog.wrap(table()));
    for (int i = 0; i < 110; i++) {
      PendingAppend append = append(i, i * 10L, (i + 1) * 10L);
      if (i > 95) {
        catalog.forbidNextCommit();
        assertThatExceptionOfType(ForbiddenException.class)
            .isThrownBy(() -> chain.append(List.of(append)));
      }
      assertThat(chain.append(List.of(append))).isTrue();
    }

    assertThat(files(table())).isEqualTo(110);
    assertReadable();
  }

  @Test
  void anAppendThatLandsAfterTheNextIncarnationLookedIsNotRepeated() throws Exception {
    PendingAppend append = append(1, 0, 10);
    AppendChain recovered = chain(lateLanding(List.of(append)));

    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> recovered.append(List.of(append)))
        .withMessageContaining("meanwhile");
    assertThat(recovered.append(List.of(append))).isFalse();

    assertThat(files(table())).isEqualTo(1);
    assertReadable();
  }

  @Test
  void withoutTheFenceItIsRepeated() throws Exception {
    PendingAppend append = append(1, 0, 10);
    AppendChain recovered =
        new AppendChain(lateLanding(List.of(append)), AppendChain.Fence.ONLY_AT_START);

    recovered.append(List.of(append));

    assertThat(files(table())).isEqualTo(2);
  }

  @Test
  void ofTwoWaitingOnlyTheOneThatIsMissingIsMade() throws Exception {
    PendingAppend first = append(1, 0, 10);
    PendingAppend second = append(2, 10, 20);
    AppendChain recovered = chain(lateLanding(List.of(first)));

    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> recovered.append(List.of(first, second)));
    assertThat(recovered.append(List.of(first, second))).isTrue();

    assertThat(files(table())).isEqualTo(2);
  }

  @Test
  void aTableThatMovedAnotherWayIsNotTouched() throws Exception {
    chain(table()).append(List.of(append(1, 0, 12)));

    assertThatExceptionOfType(ForkedHistoryException.class)
        .isThrownBy(() -> chain(table()).append(List.of(append(2, 10, 20))))
        .withMessageContaining("raw_events stands at {\"0\":12}")
        .withMessageContaining("without a checkpoint");

    assertThat(files(table())).isEqualTo(1);
  }

  @Test
  void aRolledBackTableIsNotTouched() throws Exception {
    AppendChain chain = chain(table());
    chain.append(List.of(append(1, 0, 10)));
    long first = table().currentSnapshot().snapshotId();
    chain.append(List.of(append(2, 10, 20)));
    table().manageSnapshots().rollbackTo(first).commit();

    assertThatExceptionOfType(ForkedHistoryException.class)
        .isThrownBy(() -> chain.append(List.of(append(3, 20, 30))));

    assertThat(StreamCommit.positions(table())).hasToString("{\"0\":10}");
  }

  @Test
  void othersMayCommitInBetween() throws Exception {
    AppendChain chain = chain(table());
    chain.append(List.of(append(1, 0, 10)));
    table().updateProperties().set("comment", "changed").commit();
    table().newAppend().appendFile(file()).commit();
    chain.append(List.of(append(2, 10, 20)));

    assertThat(files(table())).isEqualTo(3);
    assertThat(StreamCommit.positions(table())).hasToString("{\"0\":20}");
  }

  @Test
  void expiryOfEverySnapshotOfTheStreamChangesNothing() throws Exception {
    PendingAppend first = append(1, 0, 10);
    chain(table()).append(List.of(first));
    table().newAppend().appendFile(file()).commit();
    table().expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();
    assertThat(StreamCommit.newest(table())).isEmpty();

    AppendChain restored = chain(table());
    assertThat(restored.append(List.of(first))).isFalse();
    restored.append(List.of(append(2, 10, 20)));

    assertThat(files(table())).isEqualTo(3);
    assertThat(StreamCommit.positions(table())).hasToString("{\"0\":20}");
  }

  /** A table as an incarnation sees it while an older one's commit is still under way. */
  private Table lateLanding(List<PendingAppend> appends) {
    SlowCatalog catalog = new SlowCatalog();
    Table table = catalog.wrap(table());
    catalog.beforeNextCommit(
        "raw_events",
        () -> {
          try {
            chain(table()).append(appends);
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    return table;
  }

  private static AppendChain chain(Table table) {
    return new AppendChain(table, AppendChain.Fence.EVERY_TRY);
  }

  private Table table() {
    return lake.connect().load(LakeTables.RAW_EVENTS);
  }

  private PendingAppend append(long checkpoint, long from, long to) throws Exception {
    PendingAppend append = new PendingAppend();
    append.table = LakeTables.RAW_EVENTS.name();
    append.checkpointId = checkpoint;
    append.jobId = "job";
    append.bytes = 100;
    append.from = positions(from);
    append.to = positions(to);
    append.completeThrough = 1_788_004_800_000L;
    append.manifest =
        new Manifests(Map.of(append.table, table()), "job")
            .write(append.table, checkpoint, List.of(file()));
    return append;
  }

  private static String positions(long offset) {
    return offset == 0 ? "{}" : TopicPositions.of(Map.of(0, offset)).toJson();
  }

  private static DataFile file() {
    return DataFiles.builder(LakeTables.RAW_EVENTS.spec())
        .withPath("/nowhere/" + java.util.UUID.randomUUID() + ".parquet")
        .withPartitionPath("dt=2026-08-29")
        .withFileSizeInBytes(1)
        .withRecordCount(1)
        .build();
  }

  private static int files(Table table) {
    return Integer.parseInt(table.currentSnapshot().summary().get("total-data-files"));
  }

  /** Neither manifest list nor manifest of what landed was cleaned away. */
  private void assertReadable() throws Exception {
    List<String> paths = new ArrayList<>();
    try (var files = table().newScan().planFiles()) {
      files.forEach(file -> paths.add(file.file().location()));
    }
    assertThat(paths).hasSize(files(table()));
  }
}
