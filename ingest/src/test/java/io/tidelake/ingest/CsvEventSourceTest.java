package io.tidelake.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidelake.schema.csv.LineReader;
import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.EventDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvEventSourceTest {

  private static final String HEADER =
      "user_id,item_id,cat_id,merchant_id,brand_id,month,day,action,age_range,gender,province";
  private static final String ZHEJIANG = "328862,323294,833,2882,2661,08,29,0,1,1,浙江";
  private static final String BEIJING = "7,8,9,10,,08,29,2,NULL,,北京市";
  private static final long NOW = 1_764_000_000_000L;
  private static final ObjectMapper JACKSON = new ObjectMapper();

  @TempDir Path folder;

  private final List<String> reports = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void readsWithHeader(String lineEnd) throws Exception {
    List<JsonNode> events = events(HEADER + lineEnd + ZHEJIANG + lineEnd + BEIJING + lineEnd);

    assertThat(events).hasSize(2);
    assertThat(events.getFirst())
        .isEqualTo(
            JACKSON.readTree(
                """
                {"user_id":"328862","item_id":"323294","cat_id":"833","merchant_id":"2882",
                 "brand_id":"2661","month":"08","day":"29","action":0,"age_range":1,"gender":1,
                 "province":"浙江"}
                """));
    assertThat(events.getLast())
        .isEqualTo(
            JACKSON.readTree(
                """
                {"user_id":"7","item_id":"8","cat_id":"9","merchant_id":"10","brand_id":"",
                 "month":"08","day":"29","action":2,"age_range":"NULL","gender":"",
                 "province":"北京市"}
                """));
    assertThat(reports).isEmpty();
  }

  @Test
  void readsWithoutHeaderAndWithoutALastLineEnd() throws Exception {
    assertThat(events(ZHEJIANG + "\n" + BEIJING)).hasSize(2);
  }

  @Test
  void passesOverAByteOrderMark() throws Exception {
    assertThat(events("\ufeff" + HEADER + "\n" + ZHEJIANG)).hasSize(1);
    assertThat(events("\ufeff" + ZHEJIANG).getFirst().get("user_id").textValue())
        .isEqualTo("328862");
    assertThat(reports).isEmpty();
  }

  @Test
  void columnsMayBeInAnyOrderWithFurtherOnesAmongThem() throws Exception {
    List<JsonNode> events =
        events(
            """
            note,province,gender,age_range,action,day,month,brand_id,merchant_id,cat_id,item_id,\
            user_id,event_time,event_id
            x,浙江,1,2,3,29,08,b,m,c,i,u,2026-08-29T10:00:00+08:00,e1
            x,浙江,1,2,3,29,08,b,m,c,i,u,,
            """);

    assertThat(events).hasSize(2);
    assertThat(events.getFirst())
        .isEqualTo(
            JACKSON.readTree(
                """
                {"user_id":"u","item_id":"i","cat_id":"c","merchant_id":"m","brand_id":"b",
                 "month":"08","day":"29","action":3,"age_range":2,"gender":1,"province":"浙江",
                 "event_time":"2026-08-29T10:00:00+08:00","event_id":"e1"}
                """));
    assertThat(events.getLast().has("event_time")).isFalse();
    assertThat(events.getLast().has("event_id")).isFalse();
  }

  @Test
  void eventTimeNowIsTheTimeOfSending() throws Exception {
    JsonNode event = events(ZHEJIANG, EventTimeMode.NOW).getFirst();
    assertThat(event.get("event_time").longValue()).isEqualTo(NOW);
    assertThat(event.get("month").textValue()).isEqualTo("08");
  }

  @Test
  void quotedFields() throws Exception {
    List<JsonNode> events =
        events("\"1\",\"a,b\",\"say \"\"hi\"\"\",4,5,08,29,0,1,1,\"浙江\"\n" + ZHEJIANG + "\n");

    assertThat(events).hasSize(2);
    assertThat(events.getFirst().get("item_id").textValue()).isEqualTo("a,b");
    assertThat(events.getFirst().get("cat_id").textValue()).isEqualTo("say \"hi\"");
  }

  @Test
  void aQuoteThatIsNeverClosedSpoilsOneLineOnly() throws Exception {
    List<JsonNode> events =
        events(
            HEADER
                + "\n"
                + ZHEJIANG
                + "\n1,\"2,3,4,5,08,29,0,1,1,浙江\n"
                + BEIJING
                + "\n"
                + ZHEJIANG);

    assertThat(events).hasSize(3);
    assertThat(reports).containsExactly("events.csv:3 skipped: broken quoting");
  }

  @Test
  void brokenLinesAreReportedWithTheirNumberAndCounted() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(utf8(HEADER + "\nonly,three,fields\n" + ZHEJIANG + "\n" + ZHEJIANG + ",12\n"));
    bytes.writeBytes(utf8("1,2,3,4,5,08,29,0,1,1,"));
    bytes.writeBytes(new byte[] {(byte) 0xC3, (byte) 0x28, '\n'});
    bytes.writeBytes(utf8("1,2,3,4,5,08,29,0,1,1,\"a\"b\n"));
    bytes.writeBytes(utf8("\n" + BEIJING + "\n"));

    assertThat(events(bytes.toByteArray(), EventTimeMode.DATASET)).hasSize(2);
    assertThat(reports)
        .containsExactly(
            "events.csv:2 skipped: 3 fields instead of 11",
            "events.csv:4 skipped: 12 fields instead of 11",
            "events.csv:5 skipped: invalid UTF-8",
            "events.csv:6 skipped: broken quoting");
  }

  @Test
  void aReplacementCharacterInTheFileIsNoError() throws Exception {
    assertThat(events("1,2,3,4,5,08,29,0,1,1,\ufffd").getFirst().get("province").textValue())
        .isEqualTo("\ufffd");
  }

  @Test
  void aHugeLineIsPassedOver() throws Exception {
    String huge = "x".repeat(3 * LineReader.MAX_LINE_BYTES);
    assertThat(events(ZHEJIANG + "\n" + huge + "\n" + BEIJING + "\n" + huge)).hasSize(2);
    assertThat(reports).hasSize(2).allMatch(line -> line.contains("longer than 16,777,216 bytes"));
  }

  @Test
  void manyBrokenLinesAreSummarised() throws Exception {
    Path file = write(utf8("a,b\n".repeat(1_000)));
    try (CsvEventSource source = open(file, EventTimeMode.NOW, false)) {
      assertThat(source.next(new EventRecord(), NOW)).isFalse();
      assertThat(source.skipped()).isEqualTo(1_000);
      assertThat(source.position()).isEqualTo(4_000);
    }
    assertThat(reports).hasSize(CsvEventSource.REPORTED_LINES + 1);
    assertThat(reports.getLast()).contains("only counted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "\ufeff", HEADER, HEADER + "\r\n"})
  void aFileWithoutEventsHasNone(String content) throws Exception {
    assertThat(events(content)).isEmpty();
    assertThat(reports).isEmpty();
  }

  @Test
  void wrongValuesAreSentAsTheyAre() throws Exception {
    JsonNode event = events(",2,3,4,5,13,99,buy,-1,9,火星").getFirst();
    assertThat(event.get("user_id").textValue()).isEmpty();
    assertThat(event.get("action").textValue()).isEqualTo("buy");
    assertThat(event.get("age_range").textValue()).isEqualTo("-1");
    assertThat(event.get("gender").intValue()).isEqualTo(9);
  }

  @Test
  void keyIsTheUserOrNothing() throws Exception {
    Path file = write(utf8(ZHEJIANG + "\n,2,3,4,5,08,29,0,1,1,浙江\n"));
    try (CsvEventSource source = open(file, EventTimeMode.NOW, false)) {
      EventRecord event = new EventRecord();
      source.next(event, NOW);
      assertThat(event.key()).isEqualTo(utf8("328862"));
      source.next(event, NOW);
      assertThat(event.key()).isNull();
    }
  }

  @Test
  void aHeaderThatLacksAColumnIsSaid() {
    assertThatThrownBy(() -> events("user_id,item_id\n1,2\n"))
        .hasMessageContaining("lacks the column cat_id, merchant_id");
    assertThatThrownBy(() -> events(HEADER + ",user_id\n" + ZHEJIANG + ",1\n"))
        .hasMessageContaining("user_id twice");
  }

  @Test
  void loopBeginsAgainAtTheEnd() throws Exception {
    Path file = write(utf8(HEADER + "\n" + ZHEJIANG + "\n" + BEIJING + "\n"));
    try (CsvEventSource source = open(file, EventTimeMode.NOW, true)) {
      EventRecord event = new EventRecord();
      for (int i = 0; i < 1_000; i++) {
        assertThat(source.next(event, NOW)).isTrue();
      }
      assertThat(source.total()).isEqualTo(EventSource.ENDLESS);
    }
    assertThat(reports).isEmpty();
  }

  @Test
  void loopOverNothingEnds() throws Exception {
    Path file = write(utf8(HEADER + "\n"));
    try (CsvEventSource source = open(file, EventTimeMode.NOW, true)) {
      assertThat(source.next(new EventRecord(), NOW)).isFalse();
    }
  }

  @Test
  void positionEndsAtTheSizeOfTheFile() throws Exception {
    Path file = write(utf8("\ufeff" + HEADER + "\r\n" + (ZHEJIANG + "\n").repeat(20_000)));
    try (CsvEventSource source = open(file, EventTimeMode.NOW, false)) {
      EventRecord event = new EventRecord();
      int count = 0;
      while (source.next(event, NOW)) {
        count++;
      }
      assertThat(count).isEqualTo(20_000);
      assertThat(source.position()).isEqualTo(source.total()).isEqualTo(Files.size(file));
    }
  }

  @Test
  void theStreamTakesWhatTheLogHolds() throws Exception {
    EventDecoder decoder = new EventDecoder(ZoneId.of("Asia/Shanghai"), Duration.ofMinutes(5));
    BehaviorEvent decoded = new BehaviorEvent();
    Path file = write(utf8(HEADER + "\n" + ZHEJIANG + "\n" + BEIJING + "\n"));
    try (CsvEventSource source = open(file, EventTimeMode.DATASET, false)) {
      EventRecord event = new EventRecord();
      while (source.next(event, NOW)) {
        assertThat(decoder.decode(event.value(), 0, 0, NOW, decoded)).isNull();
      }
    }
  }

  @Test
  void aMissingFileOrAFolderIsSaid() {
    assertThatThrownBy(() -> open(folder.resolve("none.csv"), EventTimeMode.NOW, false))
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> open(folder, EventTimeMode.NOW, false)).hasMessageContaining("folder");
  }

  private List<JsonNode> events(String content) throws Exception {
    return events(content, EventTimeMode.DATASET);
  }

  private List<JsonNode> events(String content, EventTimeMode mode) throws Exception {
    return events(utf8(content), mode);
  }

  private List<JsonNode> events(byte[] content, EventTimeMode mode) throws Exception {
    List<JsonNode> events = new ArrayList<>();
    try (CsvEventSource source = open(write(content), mode, false)) {
      EventRecord event = new EventRecord();
      while (source.next(event, NOW)) {
        events.add(JACKSON.readTree(event.value()));
      }
    }
    return events;
  }

  private CsvEventSource open(Path file, EventTimeMode mode, boolean loop) throws ProduceException {
    return CsvEventSource.open(file, mode, loop, reports::add);
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("events.csv"), content);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
