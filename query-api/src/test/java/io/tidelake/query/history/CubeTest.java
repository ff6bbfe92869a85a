package io.tidelake.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.query.scope.Dimension;
import io.tidelake.query.scope.Filters;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CubeTest {

  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:00:00").withZone(ZONE);
  private static final LocalDate FIRST = LocalDate.of(2026, 8, 29);
  private static final int DAYS = 6;
  private static final List<String> PROVINCES = List.of("北京", "浙江", "未知", "Atlantis");

  private record Cell(
      LocalDate date, int hour, int action, int age, int gender, String province, int events) {

    String value(Dimension dimension) {
      return switch (dimension) {
        case ACTION -> Integer.toString(action);
        case AGE -> Integer.toString(age);
        case GENDER -> Integer.toString(gender);
        case PROVINCE -> province;
      };
    }

    Instant start() {
      return Instant.EPOCH.plus(Duration.ofHours(hour));
    }

    String group(Bucket bucket) {
      return switch (bucket) {
        case null -> "";
        case HOUR -> HOUR.format(start());
        case DAY -> date.toString();
        case ACTION, AGE, GENDER, PROVINCE -> value(bucket.dimension());
      };
    }
  }

  private final Random random = new Random(7);
  private final List<Cell> cells = new ArrayList<>();
  private final Cube cube = cube();

  @Test
  void answersWhatTheRowsAddUpTo() {
    for (int i = 0; i < 2_000; i++) {
      Cube.Part part = part();
      Dimension dimension = any(List.of(Dimension.values()));
      List<Bucket> buckets = new ArrayList<>(List.of(Bucket.values()));
      buckets.add(null);
      Bucket bucket = any(buckets);
      Filters filters = filters();

      assertThat(sums(cube.count(part, dimension, bucket, filters, ZONE)))
          .as("%s of %s by %s of %s", dimension, part, bucket, filters)
          .isEqualTo(expected(part, dimension, bucket, filters));
    }
  }

  @Test
  void holdsWhatIsNotBeforeItsFirstDate() {
    Cube newest = new Cube(1, FIRST.plusDays(1), cube.days(), cube.codes());

    assertThat(cube.holds(days(FIRST.minusYears(900), FIRST))).isTrue();
    assertThat(newest.holds(days(FIRST.plusDays(1), FIRST.plusDays(3)))).isTrue();
    assertThat(newest.holds(days(FIRST, FIRST.plusDays(3)))).isFalse();
    assertThat(cube.cells()).isEqualTo(cells.size());
  }

  @Test
  void refusesWhatHasNoRoom() {
    CellCodes codes = new CellCodes();
    for (int i = 0; i < 512; i++) {
      codes.encode(0, 0, 0, "p" + i);
    }

    assertThatThrownBy(() -> codes.encode(0, 0, 0, "p512"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> codes.encode(4, 0, 0, "p1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> codes.encode(0, -1, 0, "p1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CubeDay.Builder(FIRST).add(0, (short) 0, 1L << 31))
        .isInstanceOf(ArithmeticException.class);
  }

  private Cube cube() {
    CellCodes codes = new CellCodes();
    TreeMap<LocalDate, CubeDay> days = new TreeMap<>();
    for (int day = 0; day < DAYS; day++) {
      LocalDate date = FIRST.plusDays(day);
      int firstHour = (int) (date.atStartOfDay(ZONE).toEpochSecond() / 3600);
      CubeDay.Builder builder = new CubeDay.Builder(date);
      for (int i = 0; i < 3_000; i++) {
        Cell cell =
            new Cell(
                date,
                firstHour + random.nextInt(24),
                random.nextInt(4),
                random.nextInt(8),
                random.nextInt(3),
                any(PROVINCES),
                // A delta may take back.
                random.nextInt(12) - 2);
        cells.add(cell);
        builder.add(
            cell.hour(),
            codes.encode(cell.action(), cell.age(), cell.gender(), cell.province()),
            cell.events());
      }
      days.put(date, builder.build());
    }
    return new Cube(1, LocalDate.MIN, days, codes);
  }

  private static Cube.Part days(LocalDate first, LocalDate last) {
    return new Cube.Part(first, last, Set.of(), null, null);
  }

  private Cube.Part part() {
    LocalDate first = FIRST.plusDays(random.nextInt(DAYS + 2) - 1);
    LocalDate last = first.plusDays(random.nextInt(DAYS));
    Set<LocalDate> without =
        random.nextBoolean() ? Set.of() : Set.of(FIRST.plusDays(random.nextInt(DAYS)));
    return random.nextBoolean()
        ? new Cube.Part(first, last, without, null, null)
        : new Cube.Part(first, last, without, span(), random.nextBoolean() ? span() : null);
  }

  private Span span() {
    Instant start = FIRST.atStartOfDay(ZONE).toInstant();
    Instant from = start.plus(Duration.ofHours(random.nextInt(24 * DAYS)));
    return new Span(from, from.plus(Duration.ofHours(random.nextInt(24 * DAYS))));
  }

  private Filters filters() {
    Map<Dimension, String> filters = new EnumMap<>(Dimension.class);
    if (random.nextBoolean()) {
      filters.put(Dimension.ACTION, Integer.toString(random.nextInt(4)));
    }
    if (random.nextInt(3) == 0) {
      filters.put(Dimension.AGE, Integer.toString(random.nextInt(8)));
    }
    if (random.nextInt(3) == 0) {
      filters.put(Dimension.GENDER, Integer.toString(random.nextInt(3)));
    }
    if (random.nextInt(3) == 0) {
      filters.put(Dimension.PROVINCE, any(List.of("浙江", "Atlantis", "never met")));
    }
    return new Filters(filters);
  }

  private Map<String, Long> expected(
      Cube.Part part, Dimension dimension, Bucket bucket, Filters filters) {
    Map<String, Long> sums = new HashMap<>();
    for (Cell cell : cells) {
      if (!cell.date().isBefore(part.first())
          && !cell.date().isAfter(part.last())
          && !part.without().contains(cell.date())
          && (part.hours() == null || contains(part.hours(), cell.start()))
          && (part.withoutHours() == null || !contains(part.withoutHours(), cell.start()))
          && filters.values().entrySet().stream()
              .allMatch(filter -> cell.value(filter.getKey()).equals(filter.getValue()))) {
        sums.merge(
            cell.value(dimension) + "/" + cell.group(bucket), (long) cell.events(), Long::sum);
      }
    }
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }

  private static boolean contains(Span span, Instant time) {
    return !time.isBefore(span.from()) && time.isBefore(span.to());
  }

  private static Map<String, Long> sums(List<Statistic> statistics) {
    return statistics.stream()
        .collect(Collectors.toMap(each -> each.value() + "/" + each.group(), Statistic::count));
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
