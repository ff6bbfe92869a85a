package io.tidelake.schema.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what Jackson reads. */
class Utf8BufferTest {

  private static final ObjectMapper JACKSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "\"quoted\" and \\ back",
        "\b\f\n\r\t",
        "\u0000\u0001\u001f\u007f",
        "内蒙古",
        "é\u07ff\u0800\uffff",
        "😀 and 𠮷",
        "\u2028\u2029",
        "\ufffd"
      })
  void jsonStringsSurviveTheRoundTrip(String text) throws IOException {
    assertThat(JACKSON.readValue(written(text), String.class)).isEqualTo(text);
  }

  @Test
  void randomStringsSurviveTheRoundTrip() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      int size = random.nextInt(40);
      StringBuilder text = new StringBuilder();
      while (text.length() < size) {
        int codePoint = random.nextInt(random.nextBoolean() ? 0x80 : 0x110000);
        if (codePoint < 0xD800 || codePoint > 0xDFFF) {
          text.appendCodePoint(codePoint);
        }
      }
      assertThat(JACKSON.readValue(written(text.toString()), String.class))
          .isEqualTo(text.toString());
    }
  }

  @Test
  void aLoneSurrogateIsEscapedSinceUtf8CannotHoldIt() {
    assertThat(new String(written("a\ud800b"), StandardCharsets.UTF_8)).isEqualTo("\"a\\ud800b\"");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7, 10, 99, 100, 1_764_000_000_000L, -1, Long.MAX_VALUE, Long.MIN_VALUE})
  void numbersAreWrittenInDecimal(long number) {
    Utf8Buffer buffer = new Utf8Buffer(1);
    buffer.writeDecimal(number);
    assertThat(new String(buffer.toByteArray(), StandardCharsets.UTF_8))
        .isEqualTo(Long.toString(number));
  }

  private static byte[] written(String text) {
    Utf8Buffer buffer = new Utf8Buffer(1);
    buffer.writeJsonString(text);
    return buffer.toByteArray();
  }
}
