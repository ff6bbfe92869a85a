package io.tidelake.query.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.query.QueryApi;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.label.Delay;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The live state as {@code /api/system/status} and Prometheus show it. */
@SpringBootTest(
    classes = QueryApi.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.flink.url=http://localhost:1",
      "tidelake.catalog.url=http://localhost:1",
      "tidelake.object-store.url=http://localhost:1",
      "tidelake.trino.url=jdbc:trino://localhost:1/lake/taobao",
      "tidelake.live.lag-interval=60s"
    })
class StreamProgressITCase {

  private static final Instant COMPLETE = Instant.parse("2026-08-29T12:00:00.123Z");

  @LocalServerPort private int port;
  @Autowired private LiveHub hub;

  @BeforeEach
  void aTickComes() {
    hub.ready();
    List<LiveMessage> tick = new ArrayList<>();
    tick.add(Ticks.all(LiveDimension.ACTION, "0", 900));
    tick.add(Ticks.all(LiveDimension.ACTION, "2", 100));
    tick.add(Ticks.all(LiveDimension.AGE, "2", 1000));
    tick.add(Ticks.all(LiveDimension.LATE, "0", 17));
    tick.add(new LiveMessage.Count("2026-08-29", LiveDimension.LATE, "0", 17));
    for (RejectReason reason : RejectReason.values()) {
      tick.add(Ticks.all(LiveDimension.REJECTED, reason.key(), 100 + reason.ordinal()));
    }
    tick.add(Ticks.all(LiveDimension.DELAY, Delay.SECOND.key(), 983));
    tick.add(Ticks.all(LiveDimension.DELAY, Delay.HOUR.key(), 17));
    tick.add(
        new LiveMessage.Progress(
            new TreeMap<>(Map.of(0, 600L, 1, 500L)),
            COMPLETE.toEpochMilli() + 5,
            COMPLETE.toEpochMilli() + 300_001,
            COMPLETE.toEpochMilli()));
    hub.apply(tick);
    hub.beat(Map.of(0, 610L, 1, 500L, 2, 0L));
  }

  @Test
  void theStatusTellsHowFarTheStreamHasCome() throws Exception {
    JsonNode stream =
        JsonMapper.shared().readTree(get("/api/system/status").body()).at("/data/stream");

    assertThat(stream.get("up_to_date").asBoolean()).isTrue();
    assertThat(stream.get("accepted").asLong()).isEqualTo(1000);
    assertThat(stream.get("late").asLong()).isEqualTo(17);
    for (RejectReason reason : RejectReason.values()) {
      assertThat(stream.at("/rejected_by_reason/" + reason).asLong())
          .isEqualTo(100 + reason.ordinal());
    }
    assertThat(stream.get("rejected").asLong()).isEqualTo(1266);
    assertThat(stream.at("/delay/1s").asLong()).isEqualTo(983);
    assertThat(stream.at("/delay/future").asLong()).isZero();
    assertThat(stream.get("lag").asLong()).isEqualTo(10);
    assertThat(stream.at("/partitions/0").toString())
        .isEqualTo("{\"position\":600,\"end_offset\":610,\"lag\":10}");
    assertThat(stream.at("/partitions/2/lag").asLong()).isZero();
    assertThat(stream.get("complete_through").asString())
        .isEqualTo("2026-08-29T20:00:00.123+08:00");
    assertThat(stream.get("complete_through_ms").asLong()).isEqualTo(COMPLETE.toEpochMilli());
    assertThat(stream.get("watermark").asString()).isEqualTo("2026-08-29T20:00:00.128+08:00");
    assertThat(stream.get("watermark_ms").asLong()).isEqualTo(COMPLETE.toEpochMilli() + 5);
    assertThat(stream.get("record_time_ms").asLong()).isEqualTo(COMPLETE.toEpochMilli() + 300_001);
  }

  @Test
  void prometheusReadsEveryReason() throws Exception {
    String metrics = get("/actuator/prometheus").body();

    for (RejectReason reason : RejectReason.values()) {
      assertThat(metrics)
          .contains(
              "tidelake_records_rejected_total{reason=\"%s\"} %d.0"
                  .formatted(reason, 100 + reason.ordinal()));
    }
    assertThat(metrics)
        .contains("tidelake_events_accepted_total 1000.0")
        .contains("tidelake_events_late_total 17.0")
        .contains("tidelake_events_delay_total{delay=\"1h\"} 17.0")
        .contains("tidelake_events_delay_total{delay=\"longer\"} 0.0")
        .contains("tidelake_lag_records 10.0")
        .contains("tidelake_live_connections 0.0")
        .containsPattern("tidelake_complete_through_age_seconds [0-9.E]+")
        .containsPattern("tidelake_watermark_lag_seconds [0-9.E]+")
        .containsPattern("tidelake_live_frames_total [1-9]");
  }

  @Test
  void nothingElseOfTheActuatorIsThere() throws Exception {
    for (String path : List.of("/actuator/env", "/actuator/heapdump", "/actuator/health")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
