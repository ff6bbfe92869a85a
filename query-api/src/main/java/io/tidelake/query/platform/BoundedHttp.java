package io.tidelake.query.platform;

import java.time.Duration;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP with an end to patience. Tomcat's own time-outs are for silence between two bytes,
 * so a client that sends one every few seconds would be waited for as long as it likes; here the
 * head of a request, and its body, have to come within a time in all.
 *
 * <p>Public, since Tomcat makes it by its name.
 */
public final class BoundedHttp extends Http11NioProtocol {

  private Duration headTimeout = Duration.ofSeconds(10);
  private Duration bodyTimeout = Duration.ofSeconds(20);

  /** Before the first connection. */
  void setPatience(Duration head, Duration body) {
    headTimeout = head;
    bodyTimeout = body;
  }

  @Override
  protected Processor createProcessor() {
    return new BoundedProcessor(this, getAdapter(), headTimeout, bodyTimeout);
  }
}
