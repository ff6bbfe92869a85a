package io.tidelake.query.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonRowsTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void writesAnObjectALineAndTheCountAsTheLastOne() throws IOException {
    JsonRows json = json(JsonRows.Shape.LINES);
    json.begin(Rows.COLUMNS);
    Rows.row(json, "=\"北京\"\n🦀", 11);
    Rows.empty(json);
    json.finish(new Ending(2, 9_007_199_254_740_993L));

    assertThat(text().lines())
        .containsExactly(
            "{\"name\":\"=\\\"北京\\\"\\n🦀\",\"events\":11,\"late\":false,"
                + "\"window\":\"2026-08-29 00:00:01\",\"time\":\"2026-08-29 00:00:01.500\"}",
            "{\"name\":null,\"events\":null,\"late\":null,\"window\":null,\"time\":null}",
            "{\"_end\":{\"rows\":2,\"snapshot\":\"9007199254740993\"}}");
    assertThat(text()).endsWith("\n");
  }

  @Test
  void anEmptyLakeIsOneLine() throws IOException {
    JsonRows json = json(JsonRows.Shape.LINES);
    json.begin(Rows.COLUMNS);
    json.finish(new Ending(0, null));

    assertThat(text()).isEqualTo("{\"_end\":{\"rows\":0,\"snapshot\":null}}\n");
  }

  @ParameterizedTest
  @EnumSource(
      value = JsonRows.Shape.class,
      names = {"ARRAY", "INDENTED_ARRAY"})
  void writesAnArray(JsonRows.Shape shape) throws IOException {
    JsonRows json = json(shape);
    json.begin(Rows.COLUMNS);
    Rows.row(json, "a", 1);
    Rows.row(json, "b", 2);
    json.finish(new Ending(2, 1L));

    JsonNode array = JsonMapper.shared().readTree(text());
    assertThat(array).hasSize(2);
    assertThat(array.at("/1/name").asString()).isEqualTo("b");
    assertThat(text().lines().count() > 3).isEqualTo(shape == JsonRows.Shape.INDENTED_ARRAY);
  }

  @ParameterizedTest
  @EnumSource(JsonRows.Shape.class)
  void aTruncatedFileCanBeTold(JsonRows.Shape shape) throws IOException {
    JsonRows json = json(shape);
    json.begin(Rows.COLUMNS);
    Rows.row(json, "a", 1);
    json.flush();

    assertThat(text()).contains("\"a\"").doesNotContain(JsonRows.END).doesNotContain("]");
  }

  @Test
  void passesOnThatTheClientIsGone() {
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("gone");
          }
        };
    JsonRows json = new JsonRows(gone, Rows.times(), JsonRows.Shape.LINES);

    assertThatThrownBy(
            () -> {
              json.begin(Rows.COLUMNS);
              for (int i = 0; i < 100_000; i++) {
                Rows.row(json, "x", i);
              }
            })
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("gone");
  }

  private JsonRows json(JsonRows.Shape shape) {
    return new JsonRows(out, Rows.times(), shape);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
