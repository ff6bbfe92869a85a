package io.tidelake.streaming.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaintenanceCommandTest {

  private final StringWriter told = new StringWriter();

  @ParameterizedTest
  @CsvSource({
    "run --tabel x, maintain",
    "status --jason, lake status",
    "set, lake set",
    "recompute --day x, recompute",
    "recompute, recompute",
    "recompute --from 2026-01-01, recompute",
    "recompute --day 2026-01-01 --to 2026-01-02, recompute",
    "recompute --from 2026-01-02 --to 2026-01-01, recompute",
    "recompute --from 0001-01-01 --to 2026-01-01, recompute",
    "backup --prune -P1D, backup",
    "backup --prune x, backup",
    "policy --jason, lake policy"
  })
  void wrongUsageIsToldInOneLineInTheWordsOfWhoAsked(String line, String asked) {
    assertThat(execute(line.split(" "))).isEqualTo(2);
    assertThat(told.toString().strip())
        .hasLineCount(1)
        .endsWith("(see ./tidelake " + asked + " --help)")
        .doesNotContain("Usage");
  }

  @Test
  void withoutACommandTheOnesThatThereAreAreNamed() {
    assertThat(execute()).isEqualTo(2);
    assertThat(told.toString()).contains("a command is missing: run, status, policy");
  }

  private int execute(String... arguments) {
    return MaintenanceCommand.commandLine().setErr(new PrintWriter(told, true)).execute(arguments);
  }
}
