package io.tidelake.query.platform;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Whether this process serves. Deliberately blind to what is behind it: a Trino that is down must
 * not get the service restarted.
 */
@RestController
class Health {

  @GetMapping("/healthz")
  Map<String, String> healthz() {
    return Map.of("status", "UP");
  }
}
