package io.tidelake.query.system;

import io.tidelake.query.platform.ComponentCheck;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Flink job that counts. */
@Component
class FlinkCheck implements ComponentCheck {

  private final Http http;
  private final FlinkProperties properties;

  FlinkCheck(Http http, FlinkProperties properties) {
    this.http = http;
    this.properties = properties;
  }

  @Override
  public String name() {
    return "flink";
  }

  @Override
  public String failedStatus() {
    return "disconnected";
  }

  @Override
  public Map<String, Object> check() throws IOException, InterruptedException {
    HttpResponse<String> response = http.get(properties.url(), "/jobs/overview");
    if (response.statusCode() != 200) {
      throw new IOException("HTTP status " + response.statusCode());
    }
    return state(JsonMapper.shared().readTree(response.body()), properties.jobName());
  }

  /** The newest job of that name decides; an ended one only if no other was started since. */
  static Map<String, Object> state(JsonNode overview, String jobName) {
    JsonNode newest = null;
    for (JsonNode job : overview.path("jobs")) {
      if (job.path("name").asString("").equals(jobName)
          && (newest == null
              || job.path("start-time").asLong(0) > newest.path("start-time").asLong(0))) {
        newest = job;
      }
    }
    Map<String, Object> state = new LinkedHashMap<>();
    state.put(
        "status",
        newest == null
            ? "no_job"
            : newest.path("state").asString("unknown").toLowerCase(Locale.ROOT));
    state.put("job_id", newest == null ? null : newest.path("jid").asString(""));
    state.put("job_name", jobName);
    return state;
  }
}
