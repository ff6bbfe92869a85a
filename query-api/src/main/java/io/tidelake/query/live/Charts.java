package io.tidelake.query.live;

import io.tidelake.schema.label.Action;
import io.tidelake.schema.label.AgeRange;
import io.tidelake.schema.label.Gender;
import io.tidelake.schema.label.Label;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The payload of {@code update_charts}: four ECharts options that a client of the original system
 * draws as they are. Labels are Chinese, as there. A pure function of the state.
 */
final class Charts {

  private static final Map<String, Object> DARK_TEXT = Map.of("color", "#eee");

  private Charts() {}

  static Map<String, Object> of(LivePart state) {
    Map<String, Object> charts = new LinkedHashMap<>();
    charts.put("action", pie("用户行为分布 (Flink)", values(state, LiveDimension.ACTION)));
    charts.put("age", bars("年龄分布 (Flink)", ages(state)));
    charts.put("gender", pie("性别分布 (Flink)", values(state, LiveDimension.GENDER)));
    charts.put("province", bars("省份分布 (Flink)", provinces(state)));
    return charts;
  }

  private record Value(String name, long count) {}

  /** In the order of the codes. */
  private static List<Value> values(LivePart state, LiveDimension dimension) {
    Map<String, Long> counts = counts(state, dimension);
    List<Value> values = new ArrayList<>();
    Label[] labels = dimension == LiveDimension.ACTION ? Action.values() : Gender.values();
    for (Label label : labels) {
      Long count = counts.get(label.key());
      if (count != null) {
        values.add(new Value(label.zh(), count));
      }
    }
    return values;
  }

  /** Young to old, unknown last. */
  private static List<Value> ages(LivePart state) {
    Map<String, Long> counts = new HashMap<>(counts(state, LiveDimension.AGE));
    List<Value> values = new ArrayList<>();
    for (AgeRange age : AgeRange.values()) {
      Long count = counts.get(age.key());
      if (count != null && age != AgeRange.UNKNOWN) {
        values.add(new Value(age.zh(), count));
      }
    }
    Long unknown = counts.get(AgeRange.UNKNOWN.key());
    if (unknown != null) {
      values.add(new Value(AgeRange.UNKNOWN.zh(), unknown));
    }
    return values;
  }

  /** Most events first. */
  private static List<Value> provinces(LivePart state) {
    return counts(state, LiveDimension.PROVINCE).entrySet().stream()
        .map(entry -> new Value(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong(Value::count).reversed().thenComparing(Value::name))
        .toList();
  }

  private static Map<String, Long> counts(LivePart state, LiveDimension dimension) {
    return state.counts(LiveMessage.SCOPE_ALL, dimension.wireName());
  }

  private static Map<String, Object> pie(String title, List<Value> values) {
    Map<String, Object> series = new LinkedHashMap<>();
    series.put("type", "pie");
    series.put("radius", List.of("40%", "75%"));
    series.put("label", Map.of("show", true, "formatter", "{b}: {c}"));
    series.put(
        "data",
        values.stream()
            .map(value -> Map.<String, Object>of("name", value.name(), "value", value.count()))
            .toList());
    Map<String, Object> option = option(title, "item");
    option.put(
        "legend", Map.of("orient", "vertical", "top", "15%", "left", "2%", "textStyle", DARK_TEXT));
    option.put("series", List.of(series));
    return option;
  }

  private static Map<String, Object> bars(String title, List<Value> values) {
    Map<String, Object> series = new LinkedHashMap<>();
    series.put("type", "bar");
    series.put("label", Map.of("show", true, "position", "top"));
    series.put("data", values.stream().map(Value::count).toList());
    Map<String, Object> axis = new LinkedHashMap<>();
    axis.put("type", "category");
    axis.put("axisLabel", Map.of("rotate", 45));
    axis.put("data", values.stream().map(Value::name).toList());
    Map<String, Object> option = option(title, "axis");
    option.put("xAxis", axis);
    option.put("yAxis", Map.of("type", "value"));
    option.put("series", List.of(series));
    return option;
  }

  private static Map<String, Object> option(String title, String tooltipTrigger) {
    Map<String, Object> option = new LinkedHashMap<>();
    option.put("title", Map.of("text", title, "textStyle", DARK_TEXT));
    option.put("tooltip", Map.of("trigger", tooltipTrigger));
    return option;
  }
}
