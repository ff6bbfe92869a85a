package io.tidelake.query.lake;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidelake.query.platform.Envelope;
import io.tidelake.query.platform.RequestQuery;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What administrators may have done to the lake. */
@RestController
@RequestMapping(path = "/api/admin/maintenance", produces = MediaType.APPLICATION_JSON_VALUE)
class MaintenanceController {

  /** Where to look for what it did. */
  record Accepted(@JsonProperty("status_url") String statusUrl) {}

  private final MaintenancePart maintenance;

  MaintenanceController(MaintenancePart maintenance) {
    this.maintenance = maintenance;
  }

  /** Begins a run of maintenance without waiting for the next one's time. */
  @PostMapping("/run")
  ResponseEntity<Envelope<Accepted>> run(HttpServletRequest request) {
    RequestQuery.of(request, List.of());
    maintenance.run();
    return ResponseEntity.accepted().body(Envelope.success(new Accepted("/api/lake/maintenance")));
  }
}
