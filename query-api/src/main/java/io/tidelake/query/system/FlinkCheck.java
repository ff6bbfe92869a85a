package io.tidelake.query.system;

import io.tidelake.query.platform.ComponentCheck;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
    Map<String, Object> state =
        state(JsonMapper.shared().readTree(response.body()), properties.jobName());
    if (state.get("job_id") instanceof String job) {
      state.put("checkpoints", checkpoints(job));
    }
    return state;
  }

  /** Null if the cluster says nothing of them: the job itself may be well. */
  private @Nullable Map<String, Object> checkpoints(String job)
      throws IOException, InterruptedException {
    HttpResponse<String> response = http.get(properties.url(), "/jobs/" + job + "/checkpoints");
    return response.statusCode() == 200
        ? checkpoints(JsonMapper.shared().readTree(response.body()))
        : null;
  }

  /** Counts since the job was started, and the last ones; times in epoch milliseconds. */
  static Map<String, Object> checkpoints(JsonNode statistics) {
    JsonNode counts = statistics.path("counts");
    JsonNode completed = statistics.path("latest").path("completed");
    Map<String, Object> checkpoints = new LinkedHashMap<>();
    checkpoints.put("completed", counts.path("completed").asLong(0));
    checkpoints.put("failed", counts.path("failed").asLong(0));
    checkpoints.put("last_completed_ms", number(completed, "latest_ack_timestamp"));
    checkpoints.put("last_duration_ms", number(completed, "end_to_end_duration"));
    checkpoints.put("last_bytes", number(completed, "state_size"));
    checkpoints.put(
        "last_failure_ms", number(statistics.path("latest").path("failed"), "failure_timestamp"));
    return checkpoints;
  }

  private static @Nullable Long number(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isNumber() ? value.asLong() : null;
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
