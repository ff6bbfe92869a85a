package io.tidelake.query.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class FlinkCheckTest {

  @Test
  void theNewestJobOfTheNameDecides() {
    assertThat(
            state(
                """
                {"jobs":[
                  {"jid":"a","name":"tidelake-live","state":"FAILED","start-time":1},
                  {"jid":"b","name":"tidelake-live","state":"RUNNING","start-time":2},
                  {"jid":"c","name":"another","state":"RUNNING","start-time":3}]}
                """))
        .containsEntry("status", "running")
        .containsEntry("job_id", "b");
  }

  @Test
  void saysThatThereIsNone() {
    assertThat(state("{\"jobs\":[]}"))
        .containsEntry("status", "no_job")
        .containsEntry("job_id", null);
  }

  @Test
  void tellsOfCheckpoints() {
    assertThat(
            checkpoints(
                """
                {"counts":{"restored":1,"total":9,"in_progress":1,"completed":7,"failed":1},
                 "latest":{"completed":{"latest_ack_timestamp":1788005098000,"end_to_end_duration":212,"state_size":5242880},
                           "savepoint":null,
                           "failed":{"failure_timestamp":1788005000000}}}
                """))
        .containsEntry("completed", 7L)
        .containsEntry("failed", 1L)
        .containsEntry("last_completed_ms", 1788005098000L)
        .containsEntry("last_duration_ms", 212L)
        .containsEntry("last_bytes", 5242880L)
        .containsEntry("last_failure_ms", 1788005000000L);
  }

  @Test
  void saysThatThereWasNoCheckpointYet() {
    assertThat(checkpoints("{\"counts\":{\"completed\":0},\"latest\":{\"completed\":null}}"))
        .containsEntry("completed", 0L)
        .containsEntry("last_completed_ms", null)
        .containsEntry("last_failure_ms", null);
  }

  private static Map<String, Object> checkpoints(String statistics) {
    return FlinkCheck.checkpoints(JsonMapper.shared().readTree(statistics));
  }

  private static Map<String, Object> state(String overview) {
    return FlinkCheck.state(JsonMapper.shared().readTree(overview), "tidelake-live");
  }
}
