package io.tidelake.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.label.Province;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellIdTest {

  private static final Instant WINDOW = Instant.parse("2026-08-29T00:00:00Z");
  private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

  @Test
  void everyCellOfTwoWindowsHasAnIdOfItsOwnThatJavaScriptHolds() {
    Set<Long> ids = new HashSet<>();
    int cells = 0;
    for (Instant window : new Instant[] {WINDOW, WINDOW.plusSeconds(60)}) {
      for (int action = 0; action < 4; action++) {
        for (int age = 0; age < 8; age++) {
          for (int gender = 0; gender < 3; gender++) {
            for (Province province : Province.values()) {
              long id = CellId.of(window, action, age, gender, province.key());
              assertThat(id).isBetween(0L, MAX_SAFE_INTEGER);
              ids.add(id);
              cells++;
            }
          }
        }
      }
    }
    assertThat(ids).hasSize(cells);
  }

  @Test
  void staysWhatItWas() {
    assertThat(CellId.of(WINDOW, 0, 2, 1, "浙江")).isEqualTo(67_138_663_360L);
  }

  @Test
  void unlistedProvincesKeepApartFromListedOnes() {
    Set<Long> ids = new HashSet<>();
    for (Province province : Province.values()) {
      ids.add(CellId.of(WINDOW, 0, 0, 0, province.key()));
    }
    for (String name : new String[] {"东京", "Atlantis", "a|b", "'; DROP TABLE"}) {
      long id = CellId.of(WINDOW, 0, 0, 0, name);
      assertThat(id).isBetween(0L, MAX_SAFE_INTEGER);
      assertThat(ids.add(id)).as(name).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0001-01-01T00:00:00Z", "1969-12-31T23:59:00Z", "9999-12-31T00:00:00Z"})
  void anyTimeOfAHostileEventGivesASafeNumber(Instant window) {
    assertThat(CellId.of(window, 3, 7, 2, "nowhere")).isBetween(0L, MAX_SAFE_INTEGER);
  }
}
