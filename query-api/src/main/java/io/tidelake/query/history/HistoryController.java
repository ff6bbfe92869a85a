package io.tidelake.query.history;

import io.tidelake.query.history.SnapshotReads.Result;
import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.Envelope;
import io.tidelake.query.platform.LakeSnapshots;
import io.tidelake.query.platform.ParameterException;
import io.tidelake.query.platform.Parameters;
import io.tidelake.query.platform.RequestQuery;
import io.tidelake.query.scope.Dimension;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * History, as clients of the original system ask for it, and more. Every read takes a range of time
 * and filters in the same words, is of one snapshot, and says so in its {@code ETag}.
 */
@RestController
@RequestMapping(path = "/api/user_stats", produces = MediaType.APPLICATION_JSON_VALUE)
class HistoryController {

  private static final String CELLS = "behavior_1m";
  private static final String EVENTS = "raw_events";

  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_ROWS = 1000;
  private static final int MAX_STATISTICS = 10_000;
  private static final int DEFAULT_ITEMS = 10;
  private static final int MAX_ITEMS = 100;

  private final UserStats userStats;
  private final DailyActions dailyActions;
  private final DimensionStatistics dimensionStatistics;
  private final Trend trend;
  private final Funnel funnel;
  private final Visitors visitors;
  private final HotItems hotItems;
  private final LakeSnapshots snapshots;
  private final SnapshotReads reads;
  private final BusinessTime times;

  HistoryController(
      UserStats userStats,
      DailyActions dailyActions,
      DimensionStatistics dimensionStatistics,
      Trend trend,
      Funnel funnel,
      Visitors visitors,
      HotItems hotItems,
      LakeSnapshots snapshots,
      SnapshotReads reads,
      BusinessTime times) {
    this.userStats = userStats;
    this.dailyActions = dailyActions;
    this.dimensionStatistics = dimensionStatistics;
    this.trend = trend;
    this.funnel = funnel;
    this.visitors = visitors;
    this.hotItems = hotItems;
    this.snapshots = snapshots;
    this.reads = reads;
    this.times = times;
  }

  /**
   * Windows × cells, newest first. Pages by {@code offset} are each of the newest snapshot; those
   * by {@code cursor} are all of the one that the first was of.
   */
  @GetMapping
  ResponseEntity<Envelope<List<UserStats.Row>>> userStats(
      HttpServletRequest request, Locale locale) {
    RequestQuery query = RequestQuery.of(request, with("limit", "offset", "cursor"));
    long limit = query.wholeNumber("limit", DEFAULT_PAGE, 1, MAX_ROWS);
    long given = query.wholeNumber("offset", 0, 0, Long.MAX_VALUE);
    Scope scope = Scope.of(query, times, locale);
    String list = scope.toString();
    String text = query.get("cursor");
    Cursor cursor =
        text == null ? null : Cursor.of(text, list).orElseThrow(CursorException::invalid);
    if (cursor != null && query.has("offset")) {
      throw ParameterException.excluded("offset", "cursor");
    }
    LakeSnapshots.State table = snapshots.state(CELLS);
    if (cursor != null && !table.snapshots().containsKey(cursor.snapshot())) {
      throw CursorException.expired();
    }
    long offset = cursor == null ? given : cursor.offset();
    return reads.answer(
        request,
        query,
        locale,
        cursor == null ? Pin.now(table) : new Pin(table, cursor.snapshot()),
        pin -> {
          UserStats.Page page = userStats.page(pin, scope, limit, offset, list, locale);
          return new Result<>(page.rows(), page.pagination(), page.rows().size());
        });
  }

  /** Per business date and action; both ends of the range are included. */
  @GetMapping("/range")
  ResponseEntity<Envelope<List<DailyActions.Row>>> range(
      HttpServletRequest request, Locale locale) {
    RequestQuery query = RequestQuery.of(request, with("limit"));
    Scope scope = Scope.inRange(query, times, locale);
    long limit = query.wholeNumber("limit", MAX_ROWS, 1, MAX_ROWS);
    return reads.answer(
        request,
        query,
        locale,
        now(CELLS),
        pin -> {
          List<DailyActions.Row> rows = dailyActions.of(pin, scope, limit, locale);
          return Result.of(rows, rows.size());
        });
  }

  /** Events by value of a dimension. */
  @GetMapping("/dimensions")
  ResponseEntity<Envelope<DimensionStatistics.Answer>> dimensions(
      HttpServletRequest request, Locale locale) {
    RequestQuery query =
        RequestQuery.of(request, with("dimension", "group_by", "order_by", "limit"));
    Dimension dimension =
        Parameters.requiredOneOf(
            "dimension", query.get("dimension"), Dimension.class, Dimension::parameter);
    Bucket groupBy =
        Parameters.oneOf("group_by", query.get("group_by"), Bucket.class, Bucket::parameter);
    if (groupBy != null && groupBy.is(dimension)) {
      throw ParameterException.notAccepted(
          "group_by", groupBy.parameter(), "accepted.other-dimension");
    }
    StatisticsOrder order = StatisticsOrder.parse(query.get("order_by"), dimension, groupBy);
    int limit = (int) query.wholeNumber("limit", MAX_STATISTICS, 1, MAX_STATISTICS);
    DimensionStatistics.Question question =
        new DimensionStatistics.Question(
            dimension, groupBy, order, Scope.of(query, times, locale), limit);
    return reads.answer(
        request,
        query,
        locale,
        now(CELLS),
        pin -> {
          DimensionStatistics.Answer answer = dimensionStatistics.answer(pin, question, locale);
          return Result.of(answer, answer.statistics().size());
        });
  }

  /** Events over time, as an ECharts option. */
  @GetMapping("/trend")
  ResponseEntity<Envelope<Map<String, Object>>> trend(HttpServletRequest request, Locale locale) {
    RequestQuery query = RequestQuery.of(request, with("interval", "dimension"));
    Trend.Interval asked =
        Parameters.oneOf(
            "interval", query.get("interval"), Trend.Interval.class, Trend.Interval::word);
    Trend.Interval interval = asked == null ? Trend.Interval.DAY : asked;
    Dimension dimension =
        Parameters.oneOf(
            "dimension", query.get("dimension"), Dimension.class, Dimension::parameter);
    Scope scope = Scope.of(query, times, locale);
    return reads.answer(
        request,
        query,
        locale,
        now(CELLS),
        pin -> Result.of(trend.option(pin, scope, interval, dimension, locale), 1));
  }

  /** From click to cart to buy; takes every filter but that of the action. */
  @GetMapping("/funnel")
  ResponseEntity<Envelope<Funnel.Answer>> funnel(HttpServletRequest request, Locale locale) {
    List<String> known = with();
    known.remove(Dimension.ACTION.parameter());
    RequestQuery query = RequestQuery.of(request, known);
    Scope scope = Scope.of(query, times, locale);
    return reads.answer(
        request,
        query,
        locale,
        now(CELLS),
        pin -> {
          Funnel.Answer answer = funnel.of(pin, scope, locale);
          return Result.of(answer, answer.stages().size());
        });
  }

  /** Unique visitors. */
  @GetMapping("/visitors")
  ResponseEntity<Envelope<Visitors.Answer>> visitors(HttpServletRequest request, Locale locale) {
    RequestQuery query = RequestQuery.of(request, with());
    Scope scope = Scope.of(query, times, locale);
    return reads.answer(
        request, query, locale, now(EVENTS), pin -> Result.of(visitors.of(pin, scope), 1));
  }

  /** The items, categories or brands with the most events. */
  @GetMapping("/hot_items")
  ResponseEntity<Envelope<HotItems.Answer>> hotItems(HttpServletRequest request, Locale locale) {
    RequestQuery query = RequestQuery.of(request, with("kind", "limit"));
    HotItems.Kind asked =
        Parameters.oneOf("kind", query.get("kind"), HotItems.Kind.class, HotItems.Kind::word);
    HotItems.Kind kind = asked == null ? HotItems.Kind.ITEM : asked;
    long limit = query.wholeNumber("limit", DEFAULT_ITEMS, 1, MAX_ITEMS);
    Scope scope = Scope.of(query, times, locale);
    return reads.answer(
        request,
        query,
        locale,
        now(EVENTS),
        pin -> {
          HotItems.Answer answer = hotItems.of(pin, kind, scope, limit);
          return Result.of(answer, answer.items().size());
        });
  }

  private Pin now(String table) {
    return Pin.now(snapshots.state(table));
  }

  /** What every read takes, and these. */
  private static List<String> with(String... own) {
    List<String> known = new ArrayList<>(Scope.PARAMETERS);
    known.addAll(List.of(own));
    return known;
  }
}
