package io.tidelake.query.history;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.Envelope;
import io.tidelake.query.platform.ParameterException;
import io.tidelake.query.platform.Parameters;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * History, as clients of the original system ask for it. Parameters it does not know are ignored,
 * as there.
 */
@RestController
@RequestMapping(path = "/api/user_stats", produces = MediaType.APPLICATION_JSON_VALUE)
class HistoryController {

  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_ROWS = 1000;
  private static final int MAX_STATISTICS = 10_000;
  private static final int MAX_NAME = 50;

  private final UserStats userStats;
  private final DailyActions dailyActions;
  private final DimensionStatistics dimensionStatistics;
  private final BusinessTime times;

  HistoryController(
      UserStats userStats,
      DailyActions dailyActions,
      DimensionStatistics dimensionStatistics,
      BusinessTime times) {
    this.userStats = userStats;
    this.dailyActions = dailyActions;
    this.dimensionStatistics = dimensionStatistics;
    this.times = times;
  }

  /** Windows × cells, newest first. */
  @GetMapping
  Envelope<List<UserStats.Row>> userStats(
      @RequestParam(name = "limit", required = false) @Nullable String limit,
      @RequestParam(name = "offset", required = false) @Nullable String offset,
      Locale locale) {
    UserStats.Page page =
        userStats.page(
            Parameters.wholeNumber("limit", limit, DEFAULT_PAGE, 1, MAX_ROWS),
            Parameters.wholeNumber("offset", offset, 0, 0, Long.MAX_VALUE),
            locale);
    return Envelope.success(page.rows(), page.pagination());
  }

  /** Per business date and action; both ends of the range are included. */
  @GetMapping("/range")
  Envelope<List<DailyActions.Row>> range(
      @RequestParam(name = "start_time", required = false) @Nullable String startTime,
      @RequestParam(name = "end_time", required = false) @Nullable String endTime,
      @RequestParam(name = "limit", required = false) @Nullable String limit,
      Locale locale) {
    return Envelope.success(
        dailyActions.in(
            TimeRange.required(times, startTime, endTime),
            Parameters.wholeNumber("limit", limit, MAX_ROWS, 1, MAX_ROWS),
            locale));
  }

  /** Events by value of a dimension. */
  @GetMapping("/dimensions")
  Envelope<DimensionStatistics.Answer> dimensions(
      @RequestParam Map<String, String> parameters, Locale locale) {
    Dimension dimension =
        Parameters.requiredOneOf(
            "dimension", parameters.get("dimension"), Dimension.class, Dimension::parameter);
    Bucket groupBy =
        Parameters.oneOf("group_by", parameters.get("group_by"), Bucket.class, Bucket::parameter);
    if (groupBy != null && groupBy.is(dimension)) {
      throw ParameterException.notAccepted(
          "group_by", groupBy.parameter(), "accepted.other-dimension");
    }
    StatisticsOrder order = StatisticsOrder.parse(parameters.get("order_by"), dimension, groupBy);
    int limit =
        (int)
            Parameters.wholeNumber(
                "limit", parameters.get("limit"), MAX_STATISTICS, 1, MAX_STATISTICS);
    TimeRange range =
        TimeRange.optional(times, parameters.get("start_time"), parameters.get("end_time"));
    return Envelope.success(
        dimensionStatistics.answer(
            new DimensionStatistics.Question(
                dimension, groupBy, order, range, filters(parameters, locale), limit),
            locale));
  }

  private static Map<Dimension, String> filters(Map<String, String> parameters, Locale locale) {
    Map<Dimension, String> filters = new EnumMap<>(Dimension.class);
    for (Dimension dimension : Dimension.values()) {
      String text = Parameters.optional(parameters.get(dimension.parameter()));
      if (text == null) {
        continue;
      }
      String key = dimension.keyOf(text);
      if (key == null && dimension == Dimension.PROVINCE && text.length() <= MAX_NAME) {
        // Events may name places that are not listed.
        key = text;
      }
      if (key == null) {
        throw dimension == Dimension.PROVINCE
            ? ParameterException.notAccepted(
                dimension.parameter(), text, "accepted.name", Integer.toString(MAX_NAME))
            : ParameterException.notAccepted(
                dimension.parameter(), text, "accepted.code-or-label", dimension.choices(locale));
      }
      filters.put(dimension, key);
    }
    return filters;
  }
}
