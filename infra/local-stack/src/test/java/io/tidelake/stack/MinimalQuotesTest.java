package io.tidelake.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MinimalQuotesTest {

  static Stream<Arguments> lines() {
    return Stream.of(
        arguments("\"1\"", "1"),
        arguments("\"1\",\"北京\"", "1,北京"),
        arguments("\"a,b\",\"c\"", "\"a,b\",c"),
        arguments("\"say \"\"hi\"\"\"", "\"say \"\"hi\"\"\""),
        arguments("\"\",\"x\"", ",x"),
        arguments("\"two\nlines\"", "\"two\nlines\""),
        arguments("\"1\"\n\"2\"\n", "1\n2\n"),
        arguments("CREATE TABLE", "CREATE TABLE"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void quotesOnlyWhatNeedsIt(String quoted, String wanted) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    MinimalQuotes.copy(new ByteArrayInputStream(quoted.getBytes(UTF_8)), out);

    assertThat(out.toString(UTF_8)).isEqualTo(wanted);
  }
}
