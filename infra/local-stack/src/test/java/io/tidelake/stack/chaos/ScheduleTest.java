package io.tidelake.stack.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.stack.server.Part;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test
  void seedAndNumberSayAll() {
    assertThat(Schedule.of(1, 200)).isEqualTo(Schedule.of(1, 200));
    assertThat(Schedule.of(1, 200)).isNotEqualTo(Schedule.of(2, 200));
    assertThat(Schedule.brief(7)).isEqualTo(Schedule.brief(7));
  }

  /** Also over versions of the JDK: a report's seed must mean the same next year. */
  @Test
  void theScheduleOfASeedStaysWhatItIs() {
    assertThat(Schedule.of(1, 3).steps().stream().map(Step::toString).toList())
        .isEqualTo(List.of("kill zookeeper", "restart from newest", "object store slow, 8.3 s"));
  }

  @Test
  void itHoldsAsManyFaultsAsAskedFor() {
    for (int faults = 1; faults < 60; faults++) {
      assertThat(Schedule.of(faults, faults).faults()).isEqualTo(faults);
    }
  }

  @Test
  void sixtyFaultsMeetEveryKindAndEveryPart() {
    List<Fault> faults =
        Schedule.of(3, 60).steps().stream().flatMap(step -> step.faults().stream()).toList();

    assertThat(faults.stream().map(Fault::kind).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(Fault.Kind.values());
    for (Fault.Kind kind : List.of(Fault.Kind.KILL, Fault.Kind.PAUSE)) {
      assertThat(
              faults.stream()
                  .filter(fault -> fault.kind() == kind)
                  .map(Fault::part)
                  .collect(Collectors.toSet()))
          .containsExactlyInAnyOrderElementsOf(Schedule.parts());
    }
    assertThat(Schedule.of(3, 60).steps()).anyMatch(step -> step.faults().size() == 2);
  }

  @Test
  void pausesOutlastHeartbeatsAndRequests() {
    for (Step step : Schedule.of(4, 200).steps()) {
      for (Fault fault : step.faults()) {
        if (fault.kind() == Fault.Kind.PAUSE) {
          Duration least =
              switch (fault.requiredPart()) {
                case TASKMANAGER, TASKMANAGER_2, JOBMANAGER, ZOOKEEPER -> Duration.ofSeconds(6);
                case KAFKA, CATALOG, OBJECT_STORE -> Duration.ofSeconds(11);
                case TRINO -> Duration.ofSeconds(4);
                case QUERY_API, QUERY_API_2, MAINTENANCE -> Duration.ofSeconds(2);
              };
          assertThat(fault.length()).isGreaterThanOrEqualTo(least);
        }
      }
    }
  }

  @Test
  void aPairIsTwoDifferentThings() {
    assertThat(Fault.kill(Part.KAFKA).goesWith(Fault.kill(Part.KAFKA))).isFalse();
    assertThat(Fault.kill(Part.KAFKA).goesWith(Fault.kill(Part.CATALOG))).isTrue();
    assertThat(Fault.kill(Part.KAFKA).goesWith(Fault.pause(Part.KAFKA, Duration.ofSeconds(1))))
        .isFalse();
    Fault lost = Fault.of(Fault.Kind.COMMIT_ANSWER_LOST, Duration.ZERO);
    Fault late = Fault.of(Fault.Kind.COMMIT_DELIVERED_LATE, Duration.ofSeconds(2));
    assertThat(lost.goesWith(late)).isFalse();
    assertThat(lost.goesWith(Fault.kill(Part.TASKMANAGER))).isTrue();
    Fault restart = Fault.of(Fault.Kind.RESTART_STATELESS, Duration.ZERO);
    assertThat(restart.goesWith(Fault.of(Fault.Kind.RESTART_FROM_OLDER, Duration.ZERO))).isFalse();
    Fault expiry = Fault.of(Fault.Kind.RESTART_AFTER_EXPIRY, Duration.ZERO);
    assertThat(expiry.goesWith(Fault.kill(Part.TRINO))).isFalse();
    assertThat(Fault.kill(Part.TRINO).goesWith(expiry)).isFalse();
  }

  @Test
  void onlyDrawsFromWhatIsNamed() {
    Schedule schedule = Schedule.of(5, 20, Set.of("kill kafka", "commit answer lost"));

    assertThat(schedule.faults()).isEqualTo(20);
    assertThat(
            schedule.steps().stream()
                .flatMap(step -> step.faults().stream())
                .map(Fault::name)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("kill kafka", "commit answer lost");
    assertThatThrownBy(() -> Schedule.of(5, 1, Set.of("kill kafk")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no fault is named 'kill kafk': choose of ");
  }

  @Test
  void aFaultNamesItsPartWhereItHasOne() {
    assertThatThrownBy(() -> Fault.of(Fault.Kind.KILL, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Arrays.stream(Fault.Kind.values()).filter(Fault.Kind::restartsJob)).hasSize(4);
  }
}
