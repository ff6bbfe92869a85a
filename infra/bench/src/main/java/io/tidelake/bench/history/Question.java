package io.tidelake.bench.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidelake.schema.label.Action;
import io.tidelake.schema.label.AgeRange;
import io.tidelake.schema.label.Gender;
import io.tidelake.schema.label.Label;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Questions of several dimensions: each as a call of the service, and in SQL, in the file of the
 * same name.
 */
enum Question {
  BUYS_BY_PROVINCE("dimensions?dimension=province&action=2", "behavior_1d", null, null),
  AGE_BY_GENDER(
      "dimensions?dimension=age&group_by=gender", "behavior_1d", AgeRange.class, Gender.class),
  PROVINCE_BY_ACTION(
      "dimensions?dimension=province&group_by=action", "behavior_1d", null, Action.class),
  WOMEN_BY_PROVINCE_AND_AGE(
      "dimensions?dimension=province&group_by=age&gender=0", "behavior_1d", null, AgeRange.class),
  ACTION_BY_DAY("dimensions?dimension=action&group_by=day", "behavior_1d", Action.class, null),
  BUYS_BY_PROVINCE_AND_DAY(
      "dimensions?dimension=province&group_by=day&action=2", "behavior_1d", null, null),
  CLICKS_BY_GENDER_AND_HOUR(
      "dimensions?dimension=gender&group_by=hour&action=0&province=浙江",
      "behavior_1h",
      Gender.class,
      null),
  MEN_BY_AGE_AND_DAY(
      "trend?interval=day&dimension=age&gender=1", "behavior_1d", AgeRange.class, null),
  BUYS_BY_HOUR_OF_A_PROVINCE("trend?interval=hour&action=2&province=广东", "behavior_1h", null, null),
  FUNNEL_OF_AN_AGE_AND_A_PROVINCE("funnel?age=3&province=上海", "behavior_1d", Action.class, null);

  private final String call;
  private final String rollup;
  private final @Nullable Map<String, String> values;
  private final @Nullable Map<String, String> groups;

  Question(
      String call,
      String rollup,
      @Nullable Class<? extends Label> values,
      @Nullable Class<? extends Label> groups) {
    this.call = call;
    this.rollup = rollup;
    this.values = values == null ? null : names(values);
    this.groups = groups == null ? null : names(groups);
  }

  private static Map<String, String> names(Class<? extends Label> labels) {
    Map<String, String> names = new TreeMap<>();
    for (Label label : labels.getEnumConstants()) {
      names.put(label.key(), label.zh());
    }
    return names;
  }

  /** The name of its file. */
  String file() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** For people. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The call of the service, without its host. */
  String call(Period period) {
    return "/api/user_stats/" + call + "&" + period.query();
  }

  /** The coarsest table that answers it. */
  String rollup() {
    return rollup;
  }

  boolean byHour() {
    return rollup.equals("behavior_1h");
  }

  /** What SQL calls a value, as the service does. */
  String value(String key) {
    return values == null ? key : values.getOrDefault(key, key);
  }

  /** What SQL calls a group, as the service does. */
  String group(String key) {
    return groups == null ? key : groups.getOrDefault(key, key);
  }

  /** The answer of the service. */
  Counts read(JsonNode data) {
    Counts counts = new Counts();
    if (call.startsWith("dimensions")) {
      readStatistics(data, counts);
    } else if (call.startsWith("trend")) {
      readTrend(data, counts);
    } else {
      data.path("stages")
          .forEach(
              stage ->
                  counts.add(stage.path("action_type").asText(), "", stage.path("count").asLong()));
    }
    return counts;
  }

  private static void readStatistics(JsonNode data, Counts counts) {
    String value = field(data.path("dimension").asText());
    String group = field(data.path("group_by").asText(""));
    for (JsonNode row : data.path("statistics")) {
      counts.add(
          row.path(value).asText(),
          group.isEmpty() ? "" : row.path(group).asText(),
          row.path("count").asLong());
    }
  }

  /** In answers, of a dimension. */
  private static String field(String dimension) {
    return switch (dimension) {
      case "action" -> "action_type";
      case "age" -> "age_range";
      default -> dimension;
    };
  }

  private void readTrend(JsonNode data, Counts counts) {
    JsonNode points = data.path("xAxis").path("data");
    for (JsonNode line : data.path("series")) {
      for (int i = 0; i < points.size(); i++) {
        counts.add(
            call.contains("dimension=") ? line.path("name").asText() : "",
            points.get(i).asText(),
            line.path("data").get(i).asLong());
      }
    }
  }
}
