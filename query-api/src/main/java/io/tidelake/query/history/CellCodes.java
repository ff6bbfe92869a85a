package io.tidelake.query.history;

import io.tidelake.query.scope.Dimension;
import io.tidelake.schema.label.Action;
import io.tidelake.schema.label.AgeRange;
import io.tidelake.schema.label.Gender;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Writes a cell of the cube, the window apart, into 16 bits: two of the action, three of the age
 * range, two of the gender, nine of the province, which are numbered as they come.
 */
final class CellCodes {

  private static final int AGE_SHIFT = 2;
  private static final int GENDER_SHIFT = 5;
  private static final int PROVINCE_SHIFT = 7;
  private static final int MAX_PROVINCES = 1 << Short.SIZE - PROVINCE_SHIFT;

  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
  private final List<String> provinces = new CopyOnWriteArrayList<>();

  /**
   * @throws IllegalArgumentException if one of them is none that has room
   */
  short encode(int action, int age, int gender, String province) {
    require(action, Action.COUNT);
    require(age, AgeRange.COUNT);
    require(gender, Gender.COUNT);
    int number = number(province);
    return (short) (action | age << AGE_SHIFT | gender << GENDER_SHIFT | number << PROVINCE_SHIFT);
  }

  private static void require(int code, int count) {
    if (code < 0 || code >= count) {
      throw new IllegalArgumentException("%d is not one of %d codes".formatted(code, count));
    }
  }

  private int number(String province) {
    Integer known = numbers.get(province);
    if (known != null) {
      return known;
    }
    synchronized (this) {
      return numbers.computeIfAbsent(
          province,
          name -> {
            if (provinces.size() == MAX_PROVINCES) {
              throw new IllegalArgumentException("more provinces than " + MAX_PROVINCES);
            }
            provinces.add(name);
            return provinces.size() - 1;
          });
    }
  }

  /** How many values of a dimension there are so far. */
  int count(Dimension dimension) {
    return switch (dimension) {
      case ACTION -> Action.COUNT;
      case AGE -> AgeRange.COUNT;
      case GENDER -> Gender.COUNT;
      case PROVINCE -> provinces.size();
    };
  }

  /** The number of a cell's value. */
  static int value(short cell, Dimension dimension) {
    int bits = Short.toUnsignedInt(cell);
    return switch (dimension) {
      case ACTION -> bits & 3;
      case AGE -> bits >> AGE_SHIFT & 7;
      case GENDER -> bits >> GENDER_SHIFT & 3;
      case PROVINCE -> bits >> PROVINCE_SHIFT;
    };
  }

  /** The value of a number, as SQL and requests write it. */
  String key(Dimension dimension, int number) {
    return dimension == Dimension.PROVINCE ? provinces.get(number) : Integer.toString(number);
  }

  /** Bits that a cell must have to pass a filter. */
  record Pattern(int mask, int bits) {

    boolean matches(short cell) {
      return (Short.toUnsignedInt(cell) & mask) == bits;
    }
  }

  /** What passes all filters. Nothing has a province that has never been met. */
  Pattern pattern(Map<Dimension, String> filters) {
    int mask = 0;
    int bits = 0;
    for (Map.Entry<Dimension, String> filter : filters.entrySet()) {
      int shift =
          switch (filter.getKey()) {
            case ACTION -> 0;
            case AGE -> AGE_SHIFT;
            case GENDER -> GENDER_SHIFT;
            case PROVINCE -> PROVINCE_SHIFT;
          };
      int width =
          switch (filter.getKey()) {
            case ACTION, GENDER -> 3;
            case AGE -> 7;
            case PROVINCE -> MAX_PROVINCES - 1;
          };
      Integer number =
          filter.getKey() == Dimension.PROVINCE
              ? numbers.get(filter.getValue())
              : Integer.valueOf(filter.getValue());
      mask |= width << shift;
      // A bit outside of the mask, which no cell has there.
      bits |= number == null ? 1 << Short.SIZE : number << shift;
    }
    return new Pattern(mask, bits);
  }
}
