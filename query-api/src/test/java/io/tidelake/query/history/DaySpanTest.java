package io.tidelake.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.query.history.UserStats.Day;
import io.tidelake.query.history.UserStats.DaySpan;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DaySpanTest {

  private static final LocalDate TODAY = LocalDate.parse("2026-08-29");

  @Test
  void readsNoMoreDatesThanThePageLiesOn() {
    List<Day> days = List.of(day(0, 10), day(1, 5), day(2, 20));

    assertThat(DaySpan.of(days, 10, 0)).isEqualTo(span(0, 0, 0));
    assertThat(DaySpan.of(days, 11, 0)).isEqualTo(span(1, 0, 0));
    assertThat(DaySpan.of(days, 1, 10)).isEqualTo(span(1, 1, 0));
    assertThat(DaySpan.of(days, 3, 13)).isEqualTo(span(2, 1, 3));
    assertThat(DaySpan.of(days, 100, 34)).isEqualTo(span(2, 2, 19));
  }

  @Test
  void beyondTheLastCellThereIsNothing() {
    assertThat(DaySpan.of(List.of(), 10, 0)).isNull();
    assertThat(DaySpan.of(List.of(day(0, 10)), 10, 10)).isNull();
    assertThat(DaySpan.of(List.of(day(0, 10)), 10, Long.MAX_VALUE)).isNull();
  }

  /** Reading only the span's dates gives what reading everything would. */
  @Test
  void neverMissesACell() {
    Random random = new Random(7);
    for (int round = 0; round < 1000; round++) {
      List<Day> days = new ArrayList<>();
      List<LocalDate> cells = new ArrayList<>();
      for (int back = 0; back < random.nextInt(6); back++) {
        Day day = day(back, 1 + random.nextInt(5));
        days.add(day);
        for (int i = 0; i < day.cells(); i++) {
          cells.add(day.date());
        }
      }
      int limit = 1 + random.nextInt(8);
      int offset = random.nextInt(25);
      List<LocalDate> wanted = cells.stream().skip(offset).limit(limit).toList();

      DaySpan span = DaySpan.of(days, limit, offset);

      assertThat(
              span == null
                  ? List.of()
                  : cells.stream()
                      .filter(date -> !date.isBefore(span.first()) && !date.isAfter(span.last()))
                      .skip(span.offset())
                      .limit(limit)
                      .toList())
          .isEqualTo(wanted);
    }
  }

  private static Day day(int back, long cells) {
    return new Day(TODAY.minusDays(back), cells);
  }

  private static DaySpan span(int first, int last, long offset) {
    return new DaySpan(TODAY.minusDays(first), TODAY.minusDays(last), offset);
  }
}
