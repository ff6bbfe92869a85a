package io.tidelake.query.system;

import io.tidelake.query.platform.Envelope;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The state of the system, as clients of the original ask for it. */
@RestController
@RequestMapping(path = "/api/system", produces = MediaType.APPLICATION_JSON_VALUE)
class SystemController {

  private final SystemStatus status;

  SystemController(SystemStatus status) {
    this.status = status;
  }

  /** Always 200 while the service runs; each component has a status of its own. */
  @GetMapping("/status")
  Envelope<SystemStatus.Report> status() {
    return Envelope.success(status.report());
  }
}
