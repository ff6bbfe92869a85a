package io.tidelake.query.platform;

import java.util.Map;

/**
 * Looks at one thing the service depends on. A feature offers one as a bean; the system feature
 * runs all of them at once, with a limit of its own on time.
 */
public interface ComponentCheck {

  /** The key under {@code components} in the system status. */
  String name();

  /** {@code status} if the check fails or takes too long. */
  String failedStatus();

  /**
   * The state now: {@code status} first, then what else is worth knowing.
   *
   * @throws Exception if the component can't be reached; the message is shown
   */
  Map<String, Object> check() throws Exception;
}
