package io.tidelake.query.audit;

import static io.tidelake.query.audit.AuditRecords.call;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingTest {

  private static final AuditQuestion OF_STATISTICS =
      new AuditQuestion(
          Instant.EPOCH,
          Instant.parse("2030-01-01T00:00:00Z"),
          LocalDate.EPOCH,
          LocalDate.parse("2030-01-01"),
          null,
          null,
          "/api/user_stats",
          null,
          AuditQuestion.ANY,
          AuditQuestion.ANY);

  @Test
  void ofManyRecordsOnlyTheNewestAreKeptAndOfAllTheIds() {
    Waiting waiting = new Waiting(OF_STATISTICS, 10);
    List<AuditRecord> records = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      records.add(call("/api/user_stats"));
      waiting.take(records.getLast());
      waiting.take(call("/api/system/status"));
    }

    assertThat(waiting.count()).isEqualTo(100_000);
    assertThat(waiting.ids()).containsOnlyKeys(LocalDate.parse("2025-11-25"));
    assertThat(waiting.ids().values().iterator().next()).hasSize(100_000);
    assertThat(waiting.newest().stream().sorted(Waiting.NEWEST_FIRST).toList())
        .isEqualTo(records.stream().sorted(Waiting.NEWEST_FIRST).limit(10).toList());
  }
}
