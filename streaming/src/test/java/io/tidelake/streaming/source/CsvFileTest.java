package io.tidelake.streaming.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.schema.event.EventField;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.streaming.function.DecodedRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files read in the middle, as from the beginning. */
class CsvFileTest {

  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final long TIME = 1_788_004_800_000L;
  private static final String HEADER =
      "user_id,item_id,cat_id,merchant_id,brand_id,month,day,action,age_range,gender,province";

  @TempDir Path folder;

  @Test
  void everyLineIsReadOnceWithItsNumber() throws Exception {
    int lines = 2 * CsvFile.STEP + 10;
    StringBuilder text = new StringBuilder();
    for (int line = 1; line <= lines; line++) {
      text.append("u")
          .append(line)
          .append(",1,1,1,1,08,29,0,1,1,浙江")
          .append(line % 2 == 0 ? "\r\n" : "\n");
    }
    CsvFile file = scan(text.toString());
    assertThat(file.lines()).isEqualTo(lines);

    List<Long> numbers = new ArrayList<>();
    for (CsvLines split : splits(file, 1, file.lines() + 1)) {
      split
          .getIterator()
          .forEachRemaining(
              record -> {
                assertThat(record.accepted()).isTrue();
                assertThat(record.event.userId).hasToString("u" + record.offset);
                numbers.add(record.offset);
              });
    }
    assertThat(numbers).hasSize(lines).isSorted().doesNotHaveDuplicates();
    assertThat(splits(file, 1, file.lines() + 1)).hasSize(3);
    assertThat(splits(file, CsvFile.STEP + 1, file.lines() + 1)).hasSize(2);
    assertThat(file.endOfStep(1)).isEqualTo(CsvFile.STEP + 1);
    assertThat(file.endOfStep(CsvFile.STEP + 1)).isEqualTo(2L * CsvFile.STEP + 1);
    assertThat(file.endOfStep(2L * CsvFile.STEP + 1)).isEqualTo(lines + 1L);
  }

  @Test
  void columnsAreCountedFromOne() throws Exception {
    CsvFile file = scan(HEADER + ",note,event_time\n");
    assertThat(file.column(EventField.USER_ID)).isEqualTo(1);
    assertThat(file.column(EventField.EVENT_TIME)).isEqualTo(13);
    assertThat(file.column(EventField.EVENT_ID)).isZero();
  }

  @Test
  void headerAndEmptyLinesAreNoEventsAndBadOnesKeepTheirBytes() throws Exception {
    String bad = "1,2,3,4,5,08,29,9,1,1,浙江";
    CsvFile file = scan("\ufeff" + HEADER + "\n\n1,2,3,4,5,08,29,0,1,1,浙江\nnonsense\n\"\n" + bad);
    assertThat(file.lines()).isEqualTo(6);

    List<String> seen = new ArrayList<>();
    for (CsvLines split : splits(file, 1, file.lines() + 1)) {
      split.getIterator().forEachRemaining(record -> seen.add(text(record)));
    }
    assertThat(seen)
        .containsExactly(
            "3 accepted",
            "4 MALFORMED_CSV nonsense (log.csv:4: 1 fields instead of 11)",
            "5 MALFORMED_CSV \" (log.csv:5: broken quoting)",
            "6 INVALID_ACTION "
                + bad
                + " (log.csv:6: action is \"9\": send 0 click, 1 cart, 2 buy or 3 favourite)");
  }

  private static String text(DecodedRecord record) {
    RejectReason reason = record.rejected;
    return reason == null
        ? record.offset + " accepted"
        : "%d %s %s (%s)"
            .formatted(
                record.offset,
                reason,
                new String(record.value, StandardCharsets.UTF_8),
                record.detail);
  }

  @Test
  void stepsWithoutAnEventAreNotHandedToAReader() throws Exception {
    assertThat(splits(scan(HEADER + "\n"), 1, 2)).isEmpty();
    assertThat(splits(scan("\ufeff\r\n\r\n"), 1, 3)).isEmpty();
    CsvFile blanks = scan("\n".repeat(CsvFile.STEP + 5) + "1,2,3,4,5,08,29,0,1,1,浙江\n");
    assertThat(splits(blanks, 1, blanks.lines() + 1))
        .singleElement()
        .returns(CsvFile.STEP + 1L, CsvLines::firstLine);
  }

  /** Each line is a record: a field with a line break in it is two halves of one, both broken. */
  @Test
  void bothLinesOfABrokenFieldAreRejected() throws Exception {
    CsvFile file = scan("\"a\nb\",2,3,4,5,08,29,0,1,1,浙江\n");
    List<String> seen = new ArrayList<>();
    for (CsvLines split : splits(file, 1, 3)) {
      split.getIterator().forEachRemaining(record -> seen.add(text(record)));
    }
    assertThat(seen)
        .hasSize(2)
        .allMatch(text -> text.contains("MALFORMED_CSV") && text.endsWith("broken quoting)"));
  }

  @Test
  void theDigestIsThatOfTheContent() throws Exception {
    assertThat(scan("abc").digest())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(scan("").lines()).isZero();
    assertThat(scan("a\nb").lines()).isEqualTo(2);
    assertThat(scan("a\nb\n").lines()).isEqualTo(2);
  }

  @Test
  void aHeaderThatLacksAColumnIsSaid() {
    assertThatThrownBy(() -> scan("user_id,item_id\n1,2\n"))
        .hasMessageContaining("lacks the column cat_id, merchant_id");
  }

  @Test
  void aFileThatGrewIsNotTheSame() throws Exception {
    CsvFile file = scan("a\n");
    assertThat(file.unchanged()).isTrue();
    Files.writeString(file.path(), "a\nb\n");
    assertThat(file.unchanged()).isFalse();
  }

  private CsvFile scan(String content) throws Exception {
    return CsvFile.scan(Files.writeString(folder.resolve("log.csv"), content), bytes -> {});
  }

  private static List<CsvLines> splits(CsvFile file, long from, long end) {
    CsvSource source = new CsvSource(ZONE, Duration.ofMinutes(5));
    source.add(0, file, from, end, TIME);
    return source.splits();
  }
}
