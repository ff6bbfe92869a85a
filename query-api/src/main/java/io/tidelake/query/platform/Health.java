package io.tidelake.query.platform;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Whether this process works. Deliberately blind to what is behind it: a Trino that is down must
 * not get the service restarted.
 */
@RestController
class Health {

  /**
   * The answer.
   *
   * @param serving whether clients reach this process, or it waits for its turn at {@link
   *     SharedPort}
   */
  record State(String status, boolean serving) {}

  private final SharedPort port;

  Health(SharedPort port) {
    this.port = port;
  }

  @GetMapping("/healthz")
  State healthz() {
    return new State("UP", port.serving());
  }
}
