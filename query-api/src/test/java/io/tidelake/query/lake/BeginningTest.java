package io.tidelake.query.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BeginningTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"user_id\":\"u1\",\"action\":4} | {\"user_id\":\"***\",\"action\":4}",
        "{\"user_id\" : 17, \"action\":4} | {\"user_id\" : \"***\", \"action\":4}",
        "{\"user_id\":\"a\\\"b\",\"x\":1} | {\"user_id\":\"***\",\"x\":1}",
        // Cut off within the name.
        "{\"user_id\":\"u12 | {\"user_id\":\"***\"",
        "{\"user_id\":\"u1\",\"province\":\"\\u5317\\u4eac\"} | {\"user_id\":\"***\",\"province\":\"\\u5317\\u4eac\"}",
        "{\"user_id\":\"u12\\ | {\"user_id\":\"***\"",
        "[{\"user_id\":\"u1\"},{\"user_id\":\"u2\"}] | [{\"user_id\":\"***\"},{\"user_id\":\"***\"}]"
      })
  void usersAreMasked(String record, String shown) {
    assertThat(Beginning.of(record.getBytes(UTF_8), false))
        .isEqualTo(new Beginning(shown, null, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "u1,i1,4",
        "{\"userId\":\"u1\"}",
        "{\"user\\u005fid\":\"u1\"}",
        "{\"user_id\":\"u1\",\"user\\u005fid\":\"u2\"}",
        "{\"user_id\":{\"a\":1,\"b\":\"u1\"}}",
        "{\"user_id\":\"u1\",\"user_id\":[\"u2\",\"u3\"]}"
      })
  void nothingIsShownWhereAUserMightBeAnywhere(String record) {
    assertThat(Beginning.of(record.getBytes(UTF_8), false))
        .isEqualTo(new Beginning(null, null, true));
    assertThat(Beginning.of(record.getBytes(UTF_8), true).text()).isEqualTo(record);
  }

  @Test
  void whatIsNoTextIsHexadecimal() {
    byte[] bytes = {'"', (byte) 0xFF, '"'};
    assertThat(Beginning.of(bytes, true)).isEqualTo(new Beginning(null, "22FF22", false));
    assertThat(Beginning.of(bytes, false).withheld()).isTrue();
  }

  @Test
  void aCharacterThatWasCutInTwoIsLeftOut() {
    byte[] bytes = "省份".getBytes(UTF_8);
    assertThat(Beginning.of(Arrays.copyOf(bytes, 5), true).text()).isEqualTo("省");
  }

  @Test
  void noValueAndAnEmptyOneAreTold() {
    assertThat(Beginning.of(null, false)).isEqualTo(new Beginning(null, null, false));
    assertThat(Beginning.of(new byte[0], false)).isEqualTo(new Beginning("", null, false));
  }
}
