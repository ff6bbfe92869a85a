package io.tidelake.query.audit;

import io.tidelake.query.platform.AuditTrail;
import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.Envelope;
import io.tidelake.query.platform.ParameterException;
import io.tidelake.query.platform.RequestQuery;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

/** What administrators see of the service's use. */
@RestController
@RequestMapping(path = "/api/admin", produces = MediaType.APPLICATION_JSON_VALUE)
class AuditController {

  /**
   * A call.
   *
   * @param time in the business zone
   * @param parameters of the query string, shortened, without secrets
   * @param snapshotId as text: it does not fit a JavaScript number
   * @param shipped whether it was read from the lake rather than from this service's journal
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Row(
      String id,
      String time,
      String user,
      String role,
      String address,
      String method,
      String path,
      JsonNode parameters,
      int status,
      int code,
      @Nullable Long rows,
      @Nullable Long bytes,
      @Nullable String snapshotId,
      long durationMs,
      String requestId,
      boolean shipped) {}

  /**
   * Since the service began.
   *
   * @param byCode of the envelope
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Calls(long total, double meanMs, Map<String, Long> byCode, Map<String, Long> byRole) {}

  /**
   * @param unshipped records that are on this machine's disk only
   * @param lost records that could not even be written there: those of a disk that fails are in the
   *     log, those beyond the journal's bounds are nowhere
   * @param journalBytes what the unshipped records take
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Audit(
      long unshipped, long shipped, long lost, @Nullable String lastShipped, long journalBytes) {}

  /**
   * @param records that the lake has now and had not before
   */
  record Shipped(long records) {}

  /** Of this process, bytes. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Process(long uptime, long heapUsed, long heapMax, int threads) {}

  record Stats(Calls calls, Audit audit, Process process) {}

  private static final List<String> PARAMETERS =
      List.of(
          "limit",
          "offset",
          "start_time",
          "end_time",
          "user",
          "method",
          "path",
          "request_id",
          "status",
          "code");

  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_PAGE = 1000;
  private static final int MAX_OFFSET = 100_000;
  private static final int MAX_TEXT = 200;
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Duration AHEAD = Duration.ofDays(1);

  private final Journal journal;
  private final AuditTable table;
  private final Shipper shipper;
  private final CallCounters counters;
  private final BusinessTime times;

  AuditController(
      Journal journal,
      AuditTable table,
      Shipper shipper,
      CallCounters counters,
      BusinessTime times) {
    this.journal = journal;
    this.table = table;
    this.shipper = shipper;
    this.counters = counters;
    this.times = times;
  }

  /** Who called what and how it ended, newest first, up to the last call. */
  @GetMapping("/audit")
  Envelope<List<Row>> audit(HttpServletRequest request) throws IOException {
    RequestQuery query = RequestQuery.of(request, PARAMETERS);
    long limit = query.wholeNumber("limit", DEFAULT_PAGE, 1, MAX_PAGE);
    long offset = query.wholeNumber("offset", 0, 0, MAX_OFFSET);
    AuditQuestion question = question(query);
    // First the journal, then the lake: what is shipped in between is in both, not in neither.
    Waiting waiting = new Waiting(question, offset + limit);
    journal.forEach(waiting::take);
    AuditTable.Found found = table.find(question, offset + limit, waiting.ids());
    Set<AuditRecord> unshipped =
        waiting.newest().stream()
            .filter(record -> !found.known().contains(record.id()))
            .collect(Collectors.toSet());
    List<Row> rows =
        Stream.concat(unshipped.stream(), found.newest().stream())
            .sorted(Waiting.NEWEST_FIRST)
            .skip(offset)
            .limit(limit)
            .map(record -> row(record, !unshipped.contains(record)))
            .toList();
    long total = found.total() + waiting.count() - found.known().size();
    return Envelope.success(rows, new Envelope.Pagination(limit, offset, total));
  }

  /** How much the service is used. */
  @GetMapping("/stats")
  Envelope<Stats> stats(HttpServletRequest request) {
    RequestQuery.of(request, List.of());
    long total = counters.total();
    Instant lastShipped = shipper.lastShipped();
    Runtime runtime = Runtime.getRuntime();
    return Envelope.success(
        new Stats(
            new Calls(
                total,
                total == 0 ? 0 : Math.round(counters.milliseconds() * 10.0 / total) / 10.0,
                counters.byCode(),
                counters.byRole()),
            new Audit(
                journal.count(),
                shipper.shipped(),
                counters.lost(),
                lastShipped == null ? null : times.format(lastShipped),
                journal.bytes()),
            new Process(
                ManagementFactory.getRuntimeMXBean().getUptime() / 1000,
                runtime.totalMemory() - runtime.freeMemory(),
                runtime.maxMemory(),
                ManagementFactory.getThreadMXBean().getThreadCount())));
  }

  /** Brings to the lake now what is in the journal; the call itself goes with the next ones. */
  @PostMapping("/audit/ship")
  Envelope<Shipped> ship(HttpServletRequest request) throws IOException {
    RequestQuery.of(request, List.of());
    long records = shipper.ship();
    AuditTrail.note(request, records, null, null);
    return Envelope.success(new Shipped(records));
  }

  private AuditQuestion question(RequestQuery parameters) {
    Instant start = times.parse("start_time", parameters.get("start_time"));
    Instant end = times.parse("end_time", parameters.get("end_time"));
    Instant from = start == null ? EARLIEST : start;
    Instant to = end == null ? Instant.now().plus(AHEAD) : end;
    if (to.isBefore(from)) {
      throw ParameterException.notAccepted(
          "end_time", times.format(to), "accepted.not-before", times.format(from));
    }
    String method = text(parameters, "method");
    return new AuditQuestion(
        from,
        to,
        times.date(from),
        times.date(to),
        text(parameters, "user"),
        method == null ? null : method.toUpperCase(Locale.ROOT),
        text(parameters, "path"),
        text(parameters, "request_id"),
        (int) parameters.wholeNumber("status", AuditQuestion.ANY, 100, 599),
        (int) parameters.wholeNumber("code", AuditQuestion.ANY, 0, 9999));
  }

  private static @Nullable String text(RequestQuery parameters, String name) {
    String text = parameters.get(name);
    if (text != null && text.length() > MAX_TEXT) {
      throw ParameterException.notAccepted(name, text, "accepted.name", Integer.toString(MAX_TEXT));
    }
    return text;
  }

  private Row row(AuditRecord record, boolean shipped) {
    return new Row(
        record.id(),
        times.format(Instant.ofEpochMilli(record.timeMs())),
        record.caller(),
        record.role(),
        record.address(),
        record.method(),
        record.path(),
        JsonMapper.shared().readTree(record.parameters()),
        record.status(),
        record.code(),
        record.rows(),
        record.bytes(),
        record.snapshotId() == null ? null : Long.toString(record.snapshotId()),
        record.durationMs(),
        record.requestId(),
        shipped);
  }
}
