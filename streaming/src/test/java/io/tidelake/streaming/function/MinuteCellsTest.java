package io.tidelake.streaming.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MinuteCellsTest {

  private static final long LATEST_MINUTE = 253_402_300_799_999L / 60_000;

  @Test
  void countsAsAMapDoes() {
    Random random = new Random(7);
    MinuteCells cells = new MinuteCells();
    Map<List<Long>, List<Long>> expected = new HashMap<>();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 50_000; i++) {
        long minute = random.nextInt(500);
        int action = random.nextInt(4);
        int age = random.nextInt(8);
        int gender = random.nextInt(3);
        int province = random.nextInt(36);
        boolean late = random.nextBoolean();
        cells.add(minute, action, age, gender, province, late);
        expected.merge(
            List.of(minute, (long) action, (long) age, (long) gender, (long) province),
            List.of(1L, late ? 1L : 0L),
            (one, other) -> List.of(one.get(0) + other.get(0), one.get(1) + other.get(1)));
      }
      assertThat(cells.size()).isEqualTo(expected.size());
      assertThat(cells.events()).isEqualTo(50_000);
      assertThat(contents(cells)).isEqualTo(expected);
      cells.clear();
      expected.clear();
      assertThat(contents(cells)).isEmpty();
    }
  }

  @Test
  void extremesOfTheKeyStayApart() {
    MinuteCells cells = new MinuteCells();
    cells.add(LATEST_MINUTE, 3, 7, 2, MinuteCells.MAX_PROVINCES - 1, true);
    cells.add(-1_000, 3, 7, 2, MinuteCells.MAX_PROVINCES - 1, false);
    cells.add(0, 0, 0, 0, 0, false);

    assertThat(contents(cells))
        .containsOnlyKeys(
            List.of(LATEST_MINUTE, 3L, 7L, 2L, MinuteCells.MAX_PROVINCES - 1L),
            List.of(-1_000L, 3L, 7L, 2L, MinuteCells.MAX_PROVINCES - 1L),
            List.of(0L, 0L, 0L, 0L, 0L));
  }

  /** Whoever has a file for each day closes it for good, and not for each cell. */
  @Test
  void daysOfManyYearsAreVisitedInTurn() {
    Random random = new Random(7);
    MinuteCells cells = new MinuteCells();
    for (int i = 0; i < 50_000; i++) {
      cells.add(random.nextInt(3 * 365 * 1_440), random.nextInt(4), 0, 0, 0, false);
    }
    List<Long> minutes = new ArrayList<>();
    cells.forEach((minute, action, age, gender, province, events, late) -> minutes.add(minute));
    assertThat(minutes).hasSize(cells.size()).isSorted();
  }

  private static Map<List<Long>, List<Long>> contents(MinuteCells cells) {
    Map<List<Long>, List<Long>> contents = new HashMap<>();
    cells.forEach(
        (minute, action, age, gender, province, events, late) ->
            contents.put(
                List.of(minute, (long) action, (long) age, (long) gender, (long) province),
                List.of(events, late)));
    return contents;
  }
}
