package io.tidelake.query.live;

import io.tidelake.query.platform.ComponentCheck;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Kafka, as the lag meter last saw it. */
@Component
class KafkaCheck implements ComponentCheck {

  private final LagMeter meter;
  private final LiveHub hub;
  private final KafkaProperties properties;

  KafkaCheck(LagMeter meter, LiveHub hub, KafkaProperties properties) {
    this.meter = meter;
    this.hub = hub;
    this.properties = properties;
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public String failedStatus() {
    return "disconnected";
  }

  @Override
  public Map<String, Object> check() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("status", meter.brokerAnswers() ? "connected" : failedStatus());
    state.put("topic", properties.topic());
    state.put("lag", hub.progress().waiting());
    return state;
  }
}
