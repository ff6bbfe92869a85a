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

  private static Map<String, Object> state(String overview) {
    return FlinkCheck.state(JsonMapper.shared().readTree(overview), "tidelake-live");
  }
}
