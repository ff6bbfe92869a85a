package io.tidelake.schema.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaintenancePolicyTest {

  @Test
  void eventsAreKeptForNinetyDaysAndRollupsAsLongAsTheirSource() {
    assertThat(LakeTables.RAW_EVENTS.maintenance().retentionDays()).isEqualTo(90);
    assertThat(LakeTables.BEHAVIOR_1M.maintenance().retentionDays()).isEqualTo(90);
    assertThat(LakeTables.BEHAVIOR_1D.maintenance().retentionDays()).isZero();
    assertThat(LakeTables.VISITORS_1H.maintenance().retentionDays()).isZero();
  }

  @Test
  void everyValueCanBeOverriddenByATableProperty() {
    MaintenancePolicy policy =
        MaintenancePolicy.OF_EVENTS.with(
            Map.of(
                "tidelake.maintenance.retention-days", "7",
                "tidelake.maintenance.snapshot-max-age", "PT2H",
                "tidelake.maintenance.snapshot-min-count", "3",
                "tidelake.maintenance.snapshot-max-count", "4",
                "tidelake.maintenance.target-file-bytes", "1048576",
                "tidelake.maintenance.min-input-files", "6",
                "tidelake.maintenance.max-small-manifests", "9",
                "tidelake.maintenance.orphan-age", "P5D"));
    assertThat(policy)
        .isEqualTo(
            new MaintenancePolicy(
                7, Duration.ofHours(2), 3, 4, 1_048_576, 6, 9, Duration.ofDays(5)));
    assertThat(MaintenancePolicy.OF_EVENTS.with(Map.of())).isEqualTo(MaintenancePolicy.OF_EVENTS);
  }

  @Test
  void everyNameIsListed() {
    assertThat(MaintenancePolicy.NAMES)
        .allSatisfy(
            name ->
                assertThatThrownBy(
                        () ->
                            MaintenancePolicy.OF_EVENTS.with(
                                Map.of("tidelake.maintenance." + name, "?")))
                    .hasMessageContaining(name))
        .hasSameSizeAs(MaintenancePolicy.class.getRecordComponents());
  }

  @ParameterizedTest
  @CsvSource({
    "retention-days,-1",
    "retention-days,ninety",
    "snapshot-max-age,1h",
    "snapshot-min-count,0",
    "snapshot-max-count,0",
    "target-file-bytes,10",
    "min-input-files,1",
    "max-small-manifests,0",
    "orphan-age,P2D"
  })
  void aWrongValueIsRefusedByName(String name, String value) {
    assertThatThrownBy(
            () -> MaintenancePolicy.OF_EVENTS.with(Map.of("tidelake.maintenance." + name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tidelake.maintenance." + name)
        .hasMessageContaining("give ");
  }
}
