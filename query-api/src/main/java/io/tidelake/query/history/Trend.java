package io.tidelake.query.history;

import io.tidelake.query.platform.ParameterException;
import io.tidelake.query.scope.Dimension;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Events over time, as an ECharts line option that draws as it is. */
@Component
class Trend {

  private static final int MAX_POINTS = 10_000;
  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  private static final Map<String, Object> DARK_TEXT = Map.of("color", "#eee");

  /** How long a point is. */
  enum Interval {
    DAY(Bucket.DAY),
    HOUR(Bucket.HOUR);

    private final Bucket bucket;

    Interval(Bucket bucket) {
      this.bucket = bucket;
    }

    /** The word in requests. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private String after(String point) {
      return switch (this) {
        case DAY -> LocalDate.parse(point).plusDays(1).toString();
        case HOUR -> LocalDateTime.parse(point, Trend.HOUR).plusHours(1).format(Trend.HOUR);
      };
    }
  }

  private final CellCounts counts;
  private final MessageSource messages;

  Trend(CellCounts counts, MessageSource messages) {
    this.counts = counts;
    this.messages = messages;
  }

  /**
   * A point for every day or hour from the first to the last that has events.
   *
   * @param dimension a line for each of its values; null: one line for all
   */
  Map<String, Object> option(
      Pin pin, Scope scope, Interval interval, @Nullable Dimension dimension, Locale locale) {
    List<Statistic> statistics =
        counts.of(pin, dimension == null ? Dimension.ACTION : dimension, interval.bucket, scope);
    // By value, then by point.
    NavigableMap<String, NavigableMap<String, Long>> lines = new TreeMap<>();
    NavigableMap<String, Long> all = new TreeMap<>();
    for (Statistic statistic : statistics) {
      String line = dimension == null ? "" : statistic.value();
      lines
          .computeIfAbsent(line, value -> new TreeMap<>())
          .merge(statistic.group(), statistic.count(), Math::addExact);
      all.merge(statistic.group(), statistic.count(), Math::addExact);
    }
    List<String> points = points(all, interval);
    if (lines.isEmpty() && dimension == null) {
      lines.put("", new TreeMap<>());
    }
    List<Map<String, Object>> series = new ArrayList<>();
    lines.forEach(
        (value, line) ->
            series.add(
                line(
                    dimension == null
                        ? text("trend.total", locale)
                        : dimension.label(value, locale),
                    points.stream().map(point -> line.getOrDefault(point, 0L)).toList())));
    return chart(points, series, locale);
  }

  private static List<String> points(NavigableMap<String, Long> events, Interval interval) {
    List<String> points = new ArrayList<>();
    if (events.isEmpty()) {
      return points;
    }
    String last = events.lastKey();
    for (String point = events.firstKey();
        point.compareTo(last) <= 0;
        point = interval.after(point)) {
      if (points.size() == MAX_POINTS) {
        throw ParameterException.notAccepted(
            "interval", interval.word(), "accepted.points", Integer.toString(MAX_POINTS));
      }
      points.add(point);
    }
    return points;
  }

  private Map<String, Object> chart(
      List<String> points, List<Map<String, Object>> series, Locale locale) {
    Map<String, Object> horizontal = new LinkedHashMap<>();
    horizontal.put("type", "category");
    horizontal.put("axisLabel", Map.of("rotate", 45));
    horizontal.put("data", points);
    Map<String, Object> vertical = new LinkedHashMap<>();
    vertical.put("type", "value");
    vertical.put("name", text("trend.axis", locale));
    Map<String, Object> option = new LinkedHashMap<>();
    option.put("title", Map.of("text", text("trend.title", locale), "textStyle", DARK_TEXT));
    option.put("tooltip", Map.of("trigger", "axis"));
    option.put(
        "legend",
        Map.of(
            "data",
            series.stream().map(line -> line.get("name")).toList(),
            "top",
            "8%",
            "textStyle",
            DARK_TEXT));
    option.put("xAxis", horizontal);
    option.put("yAxis", vertical);
    option.put("dataZoom", List.of(zoom("slider"), zoom("inside")));
    option.put("series", series);
    return option;
  }

  private static Map<String, Object> line(String name, List<Long> values) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("type", "line");
    line.put("name", name);
    line.put("smooth", true);
    line.put("data", values);
    return line;
  }

  private static Map<String, Object> zoom(String type) {
    Map<String, Object> zoom = new LinkedHashMap<>();
    zoom.put("type", type);
    zoom.put("start", 0);
    zoom.put("end", 100);
    return zoom;
  }

  private String text(String key, Locale locale) {
    return messages.getMessage(key, null, locale);
  }
}
