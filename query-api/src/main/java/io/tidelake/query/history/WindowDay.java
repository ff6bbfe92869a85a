package io.tidelake.query.history;

import io.tidelake.query.scope.Dimension;
import io.tidelake.query.scope.Filters;
import io.tidelake.schema.label.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the windows of a whole business date amount to, by cell: what the means of {@link
 * DailyActions} are made of, whatever the filters.
 */
final class WindowDay {

  /** What a cell takes in memory. */
  static final int CELL_BYTES = Byte.BYTES + 2 * Integer.BYTES + 2 * Long.BYTES;

  private static final int AGE_SHIFT = 2;
  private static final int GENDER_SHIFT = 5;

  private final String[] provinces;
  private final byte[] codes;
  private final int[] places;
  private final int[] windows;
  private final long[] events;
  private final long[] ageEvents;

  private WindowDay(Builder builder) {
    provinces = builder.numbers.keySet().toArray(new String[0]);
    builder.numbers.forEach((name, number) -> provinces[number] = name);
    codes = Arrays.copyOf(builder.codes, builder.size);
    places = Arrays.copyOf(builder.places, builder.size);
    windows = Arrays.copyOf(builder.windows, builder.size);
    events = Arrays.copyOf(builder.events, builder.size);
    ageEvents = Arrays.copyOf(builder.ageEvents, builder.size);
  }

  int size() {
    return codes.length;
  }

  /**
   * @param windows in which events of this action pass the filters, counted for every cell
   * @param ageEvents of each of those, the events of the cell's age range in the window, added up
   */
  record Sums(int action, long events, int provinces, long windows, long ageEvents) {}

  /** By action; those without events are left out. */
  List<Sums> actions(Filters filters) {
    long[] eventSums = new long[Action.COUNT];
    long[] windowSums = new long[Action.COUNT];
    long[] ageSums = new long[Action.COUNT];
    BitSet[] found = new BitSet[Action.COUNT];
    Arrays.setAll(found, action -> new BitSet());
    int action = code(filters, Dimension.ACTION);
    int age = code(filters, Dimension.AGE);
    int gender = code(filters, Dimension.GENDER);
    String province = filters.get(Dimension.PROVINCE);
    for (int i = 0; i < codes.length; i++) {
      int code = codes[i];
      int own = code & 3;
      if ((action < 0 || action == own)
          && (age < 0 || age == (code >> AGE_SHIFT & 7))
          && (gender < 0 || gender == (code >> GENDER_SHIFT & 3))
          && (province == null || province.equals(provinces[places[i]]))) {
        eventSums[own] += events[i];
        windowSums[own] += windows[i];
        ageSums[own] += ageEvents[i];
        found[own].set(places[i]);
      }
    }
    List<Sums> sums = new ArrayList<>(Action.COUNT);
    for (int i = 0; i < Action.COUNT; i++) {
      if (windowSums[i] > 0) {
        sums.add(new Sums(i, eventSums[i], found[i].cardinality(), windowSums[i], ageSums[i]));
      }
    }
    return sums;
  }

  /** -1 for all. */
  private static int code(Filters filters, Dimension dimension) {
    String value = filters.get(dimension);
    return value == null ? -1 : Integer.parseInt(value);
  }

  /** Takes in cells in any order, each once. */
  static final class Builder {

    private static final int FIRST_SIZE = 1024;

    private final Map<String, Integer> numbers = new HashMap<>();
    private byte[] codes = new byte[FIRST_SIZE];
    private int[] places = new int[FIRST_SIZE];
    private int[] windows = new int[FIRST_SIZE];
    private long[] events = new long[FIRST_SIZE];
    private long[] ageEvents = new long[FIRST_SIZE];
    private int size;

    /**
     * @param windows in which the cell has events
     * @param events of the cell
     * @param ageEvents of its age range in each of these windows, added up
     */
    void add(
        int action,
        int age,
        int gender,
        String province,
        int windows,
        long events,
        long ageEvents) {
      if (size == codes.length) {
        codes = Arrays.copyOf(codes, 2 * size);
        places = Arrays.copyOf(places, 2 * size);
        this.windows = Arrays.copyOf(this.windows, 2 * size);
        this.events = Arrays.copyOf(this.events, 2 * size);
        this.ageEvents = Arrays.copyOf(this.ageEvents, 2 * size);
      }
      codes[size] = (byte) (action | age << AGE_SHIFT | gender << GENDER_SHIFT);
      places[size] = numbers.computeIfAbsent(province, unseen -> numbers.size());
      this.windows[size] = windows;
      this.events[size] = events;
      this.ageEvents[size] = ageEvents;
      size++;
    }

    WindowDay build() {
      return new WindowDay(this);
    }
  }
}
