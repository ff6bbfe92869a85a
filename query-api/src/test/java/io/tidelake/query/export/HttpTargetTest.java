package io.tidelake.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpTargetTest {

  @ParameterizedTest
  @CsvSource({
    "'gzip, deflate', true",
    "GZIP, true",
    "'br;q=1, gzip;q=0.1', true",
    "gzip;q=0, false",
    "gzip; q=0.000, false",
    "'identity', false",
    "'', false",
    ", false"
  })
  void readsWhatAClientTakes(String header, boolean accepted) {
    assertThat(HttpTarget.accepts(header, "gzip")).isEqualTo(accepted);
  }
}
