package io.tidelake.query.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowsTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void looksLikeTheOriginalsFile() throws IOException {
    CsvRows csv = csv(Locale.CHINESE, true);
    csv.begin(Rows.COLUMNS);
    Rows.row(csv, "北京", 12);
    Rows.empty(csv);
    csv.finish(new Ending(2, 4711L));

    assertThat(out.toByteArray()).startsWith(0xEF, 0xBB, 0xBF);
    assertThat(text())
        .isEqualTo(
            """
            名称,次数,迟到,窗口,时间
            北京,12,true,2026-08-29 00:00:01,2026-08-29 00:00:01.500
            ,,,,
            # rows=2 snapshot=4711
            """);
  }

  @Test
  void endsWithoutTheCountIfSoAsked() throws IOException {
    CsvRows csv = csv(Locale.ENGLISH, false);
    csv.begin(Rows.COLUMNS);
    csv.finish(new Ending(0, null));

    assertThat(text()).isEqualTo("Name,Events,Late,Window,Time\n");
  }

  @Test
  void countsNothingInALakeThatIsEmpty() throws IOException {
    CsvRows csv = csv(Locale.ENGLISH, true);
    csv.begin(Rows.COLUMNS);
    csv.finish(new Ending(0, null));

    assertThat(text()).endsWith("\n# rows=0\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"})
  void letsNoTextBecomeAFormula(String formula) throws IOException {
    assertThat(written(formula)).isEqualTo("'" + formula);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b",
        "say \"no\"",
        "two\nlines",
        "two\r\nlines",
        " spaces ",
        "# no comment",
        "middle # of it",
        "上海 🦀",
        "'=1",
        "1-1"
      })
  void keepsTextAsItIs(String value) throws IOException {
    assertThat(written(value)).isEqualTo(value);
  }

  @Test
  void numbersAreNeverEscaped() throws IOException {
    CsvRows csv = csv(Locale.ENGLISH, false);
    csv.number(-5);
    csv.endRow();
    csv.finish(new Ending(1, null));

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("-5\n");
  }

  @Test
  void readersThatKnowNoCommentsCutNothingElse() throws IOException {
    CsvRows csv = csv(Locale.ENGLISH, true);
    csv.text("a");
    csv.text("b#c");
    csv.endRow();
    csv.finish(new Ending(1, null));

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a,\"b#c\"\n# rows=1\n");
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
    CsvRows csv = new CsvRows(gone, Rows.times(), Locale.ENGLISH, true);

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100_000; i++) {
                Rows.row(csv, "x", i);
              }
            })
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("gone");
  }

  /** What a reader makes of a row with this text in it. */
  private String written(String value) throws IOException {
    CsvRows csv = csv(Locale.ENGLISH, true);
    csv.begin(Rows.COLUMNS.subList(0, 2));
    csv.text(value);
    csv.text("next");
    csv.endRow();
    csv.finish(new Ending(1, 1L));
    List<CsvRecord> records =
        CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofCsvRecord(text()).stream()
            .toList();
    assertThat(records).hasSize(2);
    assertThat(records.getLast().getField(1)).isEqualTo("next");
    return records.getLast().getField(0);
  }

  private CsvRows csv(Locale language, boolean countAtEnd) {
    return new CsvRows(out, Rows.times(), language, countAtEnd);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8).substring(1);
  }
}
