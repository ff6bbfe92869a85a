package io.tidelake.schema.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidelake.schema.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LiveCodecTest {

  @Test
  void writesAndReadsTheGoldenRecords() {
    JsonNode records = Golden.read("live-records.json");
    assertThat(records).isNotEmpty();
    for (JsonNode record : records) {
      LiveMessage message = message(record.get("message"));
      byte[] key = record.get("key").asText().getBytes(UTF_8);
      byte[] value = record.get("value").asText().getBytes(UTF_8);
      assertThat(LiveCodec.key(message)).asString(UTF_8).isEqualTo(record.get("key").asText());
      assertThat(LiveCodec.value(message)).asString(UTF_8).isEqualTo(record.get("value").asText());
      assertThat(LiveCodec.decode(key, value)).isEqualTo(message);
    }
  }

  private static LiveMessage message(JsonNode golden) {
    return switch (golden.get("type").asText()) {
      case "count" ->
          new LiveMessage.Count(
              golden.get("scope").asText(),
              LiveDimension.ofWireName(golden.get("dimension").asText()),
              golden.get("value").asText(),
              golden.get("count").asLong());
      case "pulse" ->
          new LiveMessage.Pulse(
              golden.get("second").asLong(), golden.get("events").asLong(), actions(golden));
      case "top" -> {
        List<LiveMessage.Top.Entry> entries = new ArrayList<>();
        golden
            .get("counts")
            .properties()
            .forEach(
                each ->
                    entries.add(
                        new LiveMessage.Top.Entry(each.getKey(), each.getValue().asLong())));
        yield new LiveMessage.Top(
            golden.get("scope").asText(),
            LiveTop.ofWireName(golden.get("top").asText()),
            golden.get("events").asLong(),
            golden.get("floor").asLong(),
            entries);
      }
      case "recent" ->
          new LiveMessage.Recent(
              golden.get("slot").asInt(),
              golden.get("recordTime").asLong(),
              golden.get("partition").asInt(),
              golden.get("offset").asLong(),
              golden.get("action").asInt(),
              golden.get("province").asText(),
              golden.get("item").asText(),
              golden.get("category").asText(),
              golden.get("user").asText());
      case "progress" -> {
        SortedMap<Integer, Long> positions = new TreeMap<>();
        golden
            .get("positions")
            .properties()
            .forEach(
                each -> positions.put(Integer.valueOf(each.getKey()), each.getValue().asLong()));
        yield new LiveMessage.Progress(
            positions,
            longOrNull(golden.get("watermark")),
            longOrNull(golden.get("recordTime")),
            longOrNull(golden.get("completeThrough")));
      }
      default -> throw new AssertionError(golden);
    };
  }

  private static List<Long> actions(JsonNode pulse) {
    List<Long> actions = new ArrayList<>();
    pulse.path("actions").forEach(each -> actions.add(each.asLong()));
    return actions;
  }

  private static Long longOrNull(JsonNode number) {
    return number.isNull() ? null : number.asLong();
  }

  @Test
  void passesOverWhatANewerWriterMaySend() {
    assertThat(decode("fireworks|all", "[]")).isNull();
    assertThat(decode("top|all|colour", "{}")).isNull();
    assertThat(decode("count|all", "1")).isNull();
    assertThat(decode("count|all|colour|0", "1")).isNull();
    assertThat(decode("pulse|1", "{\"second\":1,\"events\":2,\"new\":[1]}"))
        .isEqualTo(new LiveMessage.Pulse(1, 2, List.of()));
    assertThat(decode("pulse|1", "{\"second\":1,\"events\":2,\"actions\":{\"1\":1,\"9\":1}}"))
        .isEqualTo(new LiveMessage.Pulse(1, 2, List.of(0L, 1L, 0L, 0L)));
    assertThat(LiveCodec.decode("progress".getBytes(UTF_8), null)).isNull();
  }

  @Test
  void readsTheProgressOfAWriterThatKnewNoCompleteness() {
    assertThat(decode("progress", "{\"positions\":{\"0\":3},\"watermark\":1,\"recordTime\":2}"))
        .isEqualTo(new LiveMessage.Progress(new TreeMap<>(Map.of(0, 3L)), 1L, 2L, null));
  }

  @Test
  void aValueThatDoesNotFitNamesItsKey() {
    assertThatThrownBy(() -> decode("count|all|action|0", "many"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("count|all|action|0");
    assertThatThrownBy(() -> decode("recent|20", "{}")).hasMessageContaining("recent|20");
    assertThatThrownBy(() -> decode("recent|1", "{}")).hasMessageContaining("recordTime");
    assertThatThrownBy(() -> decode("pulse|1", "{}")).hasMessageContaining("pulse|1");
    assertThatThrownBy(() -> decode("progress", "[")).hasMessageContaining("progress");
  }

  private static LiveMessage decode(String key, String value) {
    return LiveCodec.decode(key.getBytes(UTF_8), value.getBytes(UTF_8));
  }
}
