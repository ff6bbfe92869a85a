package io.tidelake.query.system;

import io.tidelake.query.platform.Envelope;
import io.tidelake.query.platform.Parameters;
import io.tidelake.query.platform.RequestQuery;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The state of the system, as clients of the original ask for it. */
@RestController
@RequestMapping(path = "/api/system", produces = MediaType.APPLICATION_JSON_VALUE)
class SystemController {

  private final SystemStatus status;
  private final Metrics metrics;

  SystemController(SystemStatus status, Metrics metrics) {
    this.status = status;
    this.metrics = metrics;
  }

  /** Always 200 while the service runs; each component has a status of its own. */
  @GetMapping("/status")
  Envelope<SystemStatus.Report> status(HttpServletRequest request) {
    RequestQuery.of(request, List.of());
    return Envelope.success(status.report());
  }

  /** The machine's figures over the last minute, five minutes, hour or day. */
  @GetMapping("/metrics")
  Envelope<Metrics.Report> metrics(HttpServletRequest request) {
    RequestQuery query = RequestQuery.of(request, List.of("metric", "period"));
    Metrics.Kind kind =
        Parameters.oneOf("metric", query.get("metric"), Metrics.Kind.class, Metrics.Kind::word);
    Period length = Parameters.oneOf("period", query.get("period"), Period.class, Period::word);
    return Envelope.success(
        metrics.report(
            Objects.requireNonNullElse(kind, Metrics.Kind.ALL),
            Objects.requireNonNullElse(length, Period.MINUTE)));
  }
}
