package io.tidelake.query.lake;

import io.tidelake.query.platform.AuditTrail;
import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.Envelope;
import io.tidelake.query.platform.RequestQuery;
import io.tidelake.query.platform.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The tables of the lake and their maintenance. */
@RestController
@RequestMapping(path = "/api/lake", produces = MediaType.APPLICATION_JSON_VALUE)
class LakeController {

  private static final int DEFAULT_RUNS = 100;
  private static final int MAX_RUNS = 1000;
  private static final int DEFAULT_SAMPLES = 20;
  private static final int MAX_SAMPLES = 100;

  private final LakeOverview overview;
  private final MaintenanceRuns runs;
  private final Quarantine quarantine;
  private final Role seesUsers;

  /**
   * @param seesUsers the least role that sees users by their own names
   */
  LakeController(
      LakeOverview overview,
      MaintenanceRuns runs,
      Quarantine quarantine,
      @Value("${tidelake.masking.visible-to:admin}") Role seesUsers) {
    this.overview = overview;
    this.runs = runs;
    this.quarantine = quarantine;
    this.seesUsers = seesUsers;
  }

  /** Every table as its newest snapshot has it. */
  @GetMapping("/tables")
  Envelope<List<LakeOverview.Table>> tables(HttpServletRequest request, Locale locale) {
    RequestQuery.of(request, List.of());
    List<LakeOverview.Table> tables = overview.tables(locale);
    AuditTrail.note(request, (long) tables.size(), null, null);
    return Envelope.success(tables);
  }

  /** The newest operations of maintenance, of all tables or of one. */
  @GetMapping("/maintenance")
  Envelope<List<MaintenanceRuns.Run>> maintenance(HttpServletRequest request, Locale locale) {
    RequestQuery query = RequestQuery.of(request, List.of("table", "limit"));
    List<MaintenanceRuns.Run> found =
        runs.newest(
            query.get("table"), query.wholeNumber("limit", DEFAULT_RUNS, 1, MAX_RUNS), locale);
    AuditTrail.note(request, (long) found.size(), null, null);
    return Envelope.success(found);
  }

  /** Rejected records by reason, and the newest of them, of all reasons or of one. */
  @GetMapping("/quarantine")
  Envelope<Quarantine.Report> quarantine(HttpServletRequest request) {
    RequestQuery query = RequestQuery.of(request, List.of("reason", "limit"));
    Quarantine.Report report =
        quarantine.report(
            query.get("reason"),
            query.wholeNumber("limit", DEFAULT_SAMPLES, 0, MAX_SAMPLES),
            Caller.current().role().includes(seesUsers));
    AuditTrail.note(request, (long) report.samples().size(), null, null);
    return Envelope.success(report);
  }
}
