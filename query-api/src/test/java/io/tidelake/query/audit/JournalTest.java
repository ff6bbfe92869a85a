package io.tidelake.query.audit;

import static io.tidelake.query.audit.AuditRecords.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  @TempDir private Path directory;

  private final List<Journal> journals = new ArrayList<>();
  private final InMemoryAuditTable lake = new InMemoryAuditTable();

  @AfterEach
  void stop() throws Exception {
    for (Journal journal : journals) {
      journal.stop();
    }
  }

  @Test
  void aRecordIsOnDiskWhenItWasAppended() throws Exception {
    Journal journal = journal();
    AuditRecord record = call("/api/user_stats");

    journal.append(record);

    assertThat(Journal.read(files().getFirst())).containsExactly(record);
    assertThat(records(journal)).containsExactly(record);
  }

  @Test
  void manyAtOnceLoseNothing() throws Exception {
    Journal journal = journal();
    Set<String> appended = ConcurrentHashMap.newKeySet();
    List<Thread> callers = new ArrayList<>();
    for (int caller = 0; caller < 20; caller++) {
      callers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 50; i++) {
                      AuditRecord record = call("/api/" + i);
                      try {
                        journal.append(record);
                        appended.add(record.id());
                      } catch (IOException e) {
                        throw new AssertionError(e);
                      }
                    }
                  }));
    }
    for (int shipment = 0; shipment < 5; shipment++) {
      shipper(journal).ship();
    }
    for (Thread caller : callers) {
      caller.join();
    }
    shipper(journal).ship();

    assertThat(appended).hasSize(1000);
    assertThat(ids(lake.all())).isEqualTo(appended);
    assertThat(files()).isEmpty();
  }

  @Test
  void aRestartShipsWhatTheLastProcessLeft() throws Exception {
    Journal before = journal();
    before.append(call("/api/1"));
    before.append(call("/api/2"));
    List<AuditRecord> left = records(before);
    before.stop();

    Journal after = journal();
    assertThat(records(after)).containsExactlyElementsOf(left);
    shipper(after).ship();

    assertThat(lake.all()).containsExactlyElementsOf(left);
    assertThat(files()).isEmpty();
  }

  @Test
  void aLineCutOffByACrashHidesNothingElse() throws Exception {
    Journal before = journal();
    AuditRecord whole = call("/api/1");
    before.append(whole);
    before.stop();
    Files.writeString(files().getFirst(), "{\"id\":\"李", StandardOpenOption.APPEND);
    byte[] cut = Files.readAllBytes(files().getFirst());
    Files.write(files().getFirst(), java.util.Arrays.copyOf(cut, cut.length - 1));

    assertThat(records(journal())).containsExactly(whole);
  }

  @Test
  void aShipmentThatFailedHalfWayIsRepeatedWithoutDoubles() throws Exception {
    Journal journal = journal();
    for (int i = 0; i < 5; i++) {
      journal.append(call("/api/" + i));
    }
    lake.failAfter = 3;
    assertThatThrownBy(() -> shipper(journal).ship()).hasMessageContaining("the lake is gone");
    assertThat(lake.all()).hasSize(3);
    assertThat(records(journal)).hasSize(5);
    journal.append(call("/api/5"));
    lake.failAfter = Integer.MAX_VALUE;

    shipper(journal).ship();

    assertThat(lake.all()).hasSize(6);
    assertThat(records(journal)).isEmpty();
  }

  @Test
  void whatALivingProcessWritesIsLeftAlone() throws Exception {
    Journal one = journal();
    one.append(call("/api/one"));
    Journal other = journal();
    other.append(call("/api/other"));

    shipper(other).ship();

    assertThat(lake.all()).extracting(AuditRecord::path).containsExactly("/api/other");
    assertThat(records(one)).hasSize(1);
  }

  @Test
  void whatGoesBeyondItsBoundsIsRefusedUntilThereIsRoom() throws Exception {
    Journal journal = journal();
    int kept = 0;
    String path = "/api/" + "x".repeat(100_000);
    while (kept < 20) {
      try {
        journal.append(call(path));
        kept++;
      } catch (JournalFullException full) {
        break;
      }
    }

    assertThat(kept).isEqualTo(10);
    assertThat(journal.bytes()).isBetween(1_000_000L, 1L << 20);
    // One that is small enough has room all the same.
    journal.append(call("/api/small"));
    assertThatThrownBy(() -> journal.append(call(path))).isInstanceOf(JournalFullException.class);

    shipper(journal).ship();

    assertThat(lake.all()).hasSize(11);
    assertThat(journal.bytes()).isZero();
    journal.append(call(path));
    assertThat(records(journal)).hasSize(1);
  }

  @Test
  void whatAnotherProcessLeftCountsToo() throws Exception {
    Journal before = journal();
    for (int i = 0; i < 10; i++) {
      before.append(call("/api/" + "x".repeat(100_000)));
    }
    before.stop();

    Journal after = journal();

    assertThat(after.bytes()).isGreaterThan(1_000_000);
    assertThatThrownBy(() -> after.append(call("/api/" + "x".repeat(100_000))))
        .isInstanceOf(JournalFullException.class);
  }

  @Test
  void nothingToShipIsNoCommit() throws Exception {
    shipper(journal()).ship();

    assertThat(lake.calls()).isZero();
  }

  private static List<AuditRecord> records(Journal journal) throws IOException {
    List<AuditRecord> records = new ArrayList<>();
    journal.forEach(records::add);
    assertThat(journal.count()).isEqualTo(records.size());
    return records;
  }

  private Journal journal() {
    Journal journal = new Journal(properties());
    journals.add(journal);
    return journal;
  }

  private Shipper shipper(Journal journal) {
    return new Shipper(journal, lake, properties());
  }

  private AuditProperties properties() {
    return new AuditProperties(directory, Duration.ofHours(1), 1);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static Set<String> ids(List<AuditRecord> records) {
    return records.stream().map(AuditRecord::id).collect(Collectors.toSet());
  }
}
