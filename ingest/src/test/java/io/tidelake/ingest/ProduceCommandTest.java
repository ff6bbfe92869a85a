package io.tidelake.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProduceCommandTest {

  private final StringWriter err = new StringWriter();
  private final StringWriter out = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "| nothing to send: give --csv FILE or --generate",
        "--csv a.csv --generate | --csv a.csv and --generate exclude each other: give one of them",
        "--generate --rate -1 | '-1' does not fit: give a whole number from 0 to 1000000000",
        "--generate --rate fast | --rate",
        "--generate --count 1.5 | '1.5' does not fit",
        "--generate --seed x | --seed",
        "--generate --unique-users 0 | '0' does not fit: give a whole number from 1",
        "--generate --late-share 2 | '2' is no share: give a number from 0 to 1, such as 0.01",
        "--generate --malformed-share x | --malformed-share",
        "--generate --days 3 | --days 3 needs to know how many events to spread: give --count N",
        "--generate --compression gzip | 'gzip' is unknown: give one of lz4, zstd, none",
        "--generate --event-time now | --event-time now goes only with --csv: leave it out",
        "--generate --loop | --loop goes only with --csv: leave it out",
        "--csv a.csv --count 5 | --count 5 goes only with --generate: leave it out",
        "--csv a.csv --event-time then | 'then' is unknown: give one of now, dataset",
        "--csv /no/such.csv | --csv /no/such.csv: no such file: give the path of a CSV file",
        "--generate --topic= | --topic is empty",
        "--generate --nonsense | --nonsense"
      })
  void wrongOptionsAreOneLineThatNamesOptionValueAndFix(String arguments, String expected) {
    int exitCode = execute(arguments == null ? new String[0] : arguments.split(" "));

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString().strip().lines()).singleElement().asString().contains(expected);
  }

  @Test
  void helpGivesEveryOptionAndItsDefault() {
    assertThat(execute("--help")).isZero();
    // Where lines break does not matter.
    assertThat(out.toString().replaceAll("\\s+", " "))
        .contains("--csv", "--generate", "--rate", "--event-time", "--loop", "--count", "--seed")
        .contains("--unique-users", "--late-share", "--malformed-share", "--days", "--compression")
        .contains("Default: localhost:9092", "Default: behavior", "Default: lz4", "Default: now")
        .contains("Default: 42", "Default: 100000");
  }

  private int execute(String... arguments) {
    return ProduceCommand.commandLine()
        .setErr(new PrintWriter(err, true))
        .setOut(new PrintWriter(out, true))
        .execute(arguments);
  }
}
