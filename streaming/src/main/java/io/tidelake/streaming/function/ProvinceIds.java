package io.tidelake.streaming.function;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.label.Province;
import io.tidelake.schema.label.ProvinceIndex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the provinces of events: those of {@link Province} have their ordinal, any other name
 * gets the next number. Numbers hold until {@link #clear} and mean nothing outside of the subtask.
 */
final class ProvinceIds {

  private final Map<String, Integer> ids = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private long chars;

  /** The number of the event's province. */
  int of(BehaviorEvent event) {
    int known = event.provinceIndex;
    return known >= 0 ? known : other(event.province.toString());
  }

  private int other(String name) {
    Integer id = ids.get(name);
    if (id == null) {
      id = Province.COUNT + names.size();
      ids.put(name, id);
      names.add(name);
      chars += name.length();
    }
    return id;
  }

  /** The name behind a number. */
  String name(int id) {
    return id < Province.COUNT
        ? new String(ProvinceIndex.utf8(id), StandardCharsets.UTF_8)
        : names.get(id - Province.COUNT);
  }

  /** How many names other than those of {@link Province} are held. */
  int others() {
    return names.size();
  }

  /** Characters held. */
  long chars() {
    return chars;
  }

  /** Forgets every name, and with it every number that is no ordinal of {@link Province}. */
  void clear() {
    ids.clear();
    names.clear();
    chars = 0;
  }
}
