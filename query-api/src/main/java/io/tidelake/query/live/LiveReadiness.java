package io.tidelake.query.live;

import io.tidelake.query.platform.Readiness;
import org.springframework.stereotype.Component;

/** Counts are right once the live topic has been read to its end. */
@Component
class LiveReadiness implements Readiness {

  private final LiveHub hub;

  LiveReadiness(LiveHub hub) {
    this.hub = hub;
  }

  @Override
  public boolean ready() {
    return hub.isReady();
  }
}
