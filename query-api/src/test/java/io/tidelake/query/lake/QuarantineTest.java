package io.tidelake.query.lake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuarantineTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "user_id is \"17e3\": send a string | user_id is \"***\": send a string",
        "a.csv:7: user_id is \"1\"e3\": send a string | a.csv:7: user_id is \"***\": send a string",
        "user_id is empty or missing: send the id of the user"
            + " | user_id is empty or missing: send the id of the user",
        "action is \"4\": send 0 click | action is \"4\": send 0 click"
      })
  void whoMayNotSeeUsersSeesNoneInWhatIsSaidOfThem(String detail, String shown) {
    assertThat(Quarantine.detail(detail, false)).isEqualTo(shown);
    assertThat(Quarantine.detail(detail, true)).isEqualTo(detail);
  }
}
