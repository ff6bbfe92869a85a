package io.tidelake.query.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class AuditParametersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "null | {}",
        "'' | {}",
        "limit=10&offset=20 | {\"limit\":[\"10\"],\"offset\":[\"20\"]}",
        "a=1&a=2 | {\"a\":[\"1\",\"2\"]}",
        "province=%E5%8C%97%E4%BA%AC | {\"province\":[\"北京\"]}",
        "a=%zz&b | {\"a\":[\"%zz\"],\"b\":[\"\"]}",
        "access_token=abc&Token=x&limit=1 |"
            + " {\"access_token\":[\"***\"],\"Token\":[\"***\"],\"limit\":[\"1\"]}",
        "limit=eyJhbGciOiJIUzI1NiJ9.e30.xyz | {\"limit\":[\"***\"]}",
        "a=%22%7D%0A | {\"a\":[\"\\\"}\\n\"]}"
      })
  void keepsWhatWasAskedButNoSecrets(String query, String json) {
    assertThat(AuditParameters.of(query)).isEqualTo(json);
  }

  @Test
  void keepsNoMoreThanSoMuch() {
    String query = ("n".repeat(900) + "=" + "v".repeat(900) + "&").repeat(500);

    String json = AuditParameters.of(query);

    assertThat(JsonMapper.shared().readTree(json).isObject()).isTrue();
    assertThat(json.length()).isLessThan(15_000);
    assertThat(AuditParameters.of("a=1&".repeat(500)).length()).isLessThan(500);
  }
}
