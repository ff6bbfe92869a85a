package io.tidelake.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.ContentDisposition;

class DispositionTest {

  @ParameterizedTest
  @CsvSource({
    "user_stats_export.csv, attachment; filename=user_stats_export.csv",
    "a+b.csv, attachment; filename=\"a+b.csv\"",
    "用户.csv, attachment; filename=\"__.csv\"; filename*=UTF-8''%E7%94%A8%E6%88%B7.csv"
  })
  void writesTheNameAsClientsOfItsTimeRead(String name, String header) {
    assertThat(Disposition.attachment(name)).isEqualTo(header);
  }

  @ParameterizedTest
  @ValueSource(strings = {"用户 统计'1'.csv", "a\"b\\c.csv", "🦀 50%.xlsx", "x\r\nSet-Cookie: a=b"})
  void isReadBackAsItWas(String name) {
    String header = Disposition.attachment(name);

    assertThat(header).isASCII().doesNotContain("\r", "\n");
    ContentDisposition read = ContentDisposition.parse(header);
    assertThat(read.getFilename()).isEqualTo(name);
    assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(header)).isTrue();
  }
}
