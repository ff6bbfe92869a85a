package io.tidelake.query.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MaintenancePartTest {

  @Test
  void reasonsAreReadWithTheirCodesOrOfAnOlderMaintenanceAsWordsAlone() {
    assertThat(
            MaintenancePart.read(
                    """
                    [{"table": "raw_events", "score": 80, "reasons": [
                      {"code": "snapshots", "values": [120, 100], "text": "120 snapshots, more than 100"},
                      "it isn't tended"]}]
                    """)
                .get("raw_events")
                .reasons())
        .containsExactly(
            new MaintenancePart.Reason(
                "snapshots", List.of(120L, 100L), "120 snapshots, more than 100"),
            new MaintenancePart.Reason("other", List.of(), "it isn't tended"));
  }
}
