package io.tidelake.streaming.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.streaming.source.CsvFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a file that is no longer what was being loaded. */
class ChangedFileTest {

  private static final String HEADER =
      "user_id,item_id,cat_id,merchant_id,brand_id,month,day,action,age_range,gender,province\n";
  private static final String LINE = "1,2,3,4,5,08,29,0,1,1,浙江\n";

  @TempDir Path folder;

  @Test
  void oneOfWhichNothingIsLoadedIsLoadedAgainAsAWhole() throws Exception {
    CsvFile file = scan(LINE);
    append(file, LINE);

    assertThat(ChangedFile.message(file, false))
        .endsWith("nothing of it is in the tables: load it again when it is complete");
  }

  @Test
  void oneThatGrewIsSplitWhereItEnded() throws Exception {
    CsvFile file = scan(LINE + LINE);
    append(file, LINE);

    List<String> lines = ChangedFile.message(file, true).lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).contains("has grown").doesNotContain("line 2");
    long size = 2L * bytes(LINE);
    assertThat(lines.get(1))
        .isEqualTo("  head -c %d '%s' > '%2$s.begun'".formatted(size, file.path()));
    assertThat(lines.get(2))
        .isEqualTo("  tail -c +%d '%s' > '%2$s.rest'".formatted(size + 1, file.path()));
  }

  @Test
  void bothPartsHaveTheHeaderAndBothHalvesOfALineCount() throws Exception {
    CsvFile file = scan("\n" + HEADER + LINE + "1,2,3");
    append(file, ",4,5,08,29,0,1,1,浙江\n");

    List<String> lines = ChangedFile.message(file, true).lines().toList();
    assertThat(lines.get(2))
        .isEqualTo(
            "  { sed -n 2p '%s'; tail -c +%d '%1$s'; } > '%1$s.rest'"
                .formatted(file.path(), bytes("\n" + HEADER + LINE + "1,2,3") + 1));
    assertThat(lines.get(3))
        .isEqualTo("Line 4 was half written: its halves count as two lines, one in each part.");
  }

  @Test
  void oneThatHoldsSomethingElseHasNoWayButACopy() throws Exception {
    CsvFile file = scan(LINE + LINE);
    Files.writeString(file.path(), "2" + LINE.substring(1) + LINE + LINE);
    assertOther(file);
    Files.writeString(file.path(), LINE);
    assertOther(file);
    Files.delete(file.path());
    assertOther(file);
  }

  private static void assertOther(CsvFile file) throws IOException {
    assertThat(file.unchanged()).isFalse();
    assertThat(ChangedFile.message(file, true))
        .contains("no longer holds what was begun", "source_file " + file.digest(), "backup")
        .doesNotContain("head -c");
  }

  @Test
  void oneThatWasTouchedGoesOn() throws Exception {
    CsvFile file = scan(LINE);
    Files.setLastModifiedTime(file.path(), FileTime.fromMillis(0));

    assertThat(file.unchanged()).isFalse();
    assertThat(ChangedFile.message(file, true)).contains("holds the same", "run it again");
  }

  private CsvFile scan(String content) throws IOException {
    return CsvFile.scan(Files.writeString(folder.resolve("a log.csv"), content), bytes -> {});
  }

  private static void append(CsvFile file, String content) throws IOException {
    Files.writeString(file.path(), Files.readString(file.path()) + content);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
