package io.tidelake.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidelake.stack.server.AccessToken;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Secrets;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command line takes and refuses. */
class TidelakeTest {

  private final StringWriter err = new StringWriter();
  private final StringWriter out = new StringWriter();
  private final CommandLine commandLine =
      Tidelake.commandLine().setErr(new PrintWriter(err)).setOut(new PrintWriter(out));

  @ParameterizedTest
  @CsvSource({
    "up --prot-offset 1, Unknown option",
    "up --port-offset many, --port-offset",
    "up --port-offset 70000, choose 0 to",
    "up --port-offset -1, choose 0 to",
    "up --without karfka, no part is named 'karfka'",
    "up --timeout 5, --timeout",
    "up --timeout PT0S, longer than nothing",
    "logs, NAME",
    "logs nobody, no part is named 'nobody'",
    "dance, dance",
    "token --role root --user li, --role",
    "token --role admin, --user",
    "token --role admin --user anonymous, other than anonymous",
    "token --role admin --user li --valid-for ever, --valid-for ever",
    "token --role admin --user li --valid-for 400d, --valid-for 400d",
    "produce --generate --csv x, exclude each other",
    "backfill, --csv FILE|DIR or --generate N",
    "backfill --csv x --generate 10, exclude each other",
    "backfill --csv x --days 3, --days goes only with --generate",
    "backfill --generate -5, --generate",
    "backfill --generate 10 --days 100000, begins before 1970",
    "backup --csv /dev/null/folder, no backup was made",
  })
  void wrongUsageIsOneLineAndExitCode2(String line, String told) {
    int exit = commandLine.execute(line.split(" "));

    assertThat(exit).isEqualTo(Tidelake.WRONG_USAGE);
    assertThat(err.toString()).contains(told);
    assertThat(err.toString().strip().lines()).hasSize(1);
  }

  @Test
  void helpListsEveryCommand() {
    assertThat(commandLine.execute("--help")).isZero();
    assertThat(out.toString())
        .contains("up", "down", "status", "logs", "demo", "produce", "sql", "test", "token")
        .doesNotContain("supervise");
  }

  @Test
  void makesATokenThatNamesUserAndRoleAndEnds(@TempDir Path home) throws Exception {
    Secrets secrets = Secrets.loadOrCreate(home.resolve("secrets.properties"));
    Instant now = Instant.parse("2026-08-29T00:00:00Z");

    String token = AccessToken.sign(secrets, "李雷", "analyst", now, Duration.ofHours(12));

    String[] parts = token.split("\\.");
    assertThat(parts).hasSize(3);
    JsonNode claims = new JsonMapper().readTree(Base64.getUrlDecoder().decode(parts[1]));
    assertThat(claims.get("sub").asText()).isEqualTo("李雷");
    assertThat(claims.get("role").asText()).isEqualTo("analyst");
    assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(12 * 3600);
    assertThat(secrets.toString()).doesNotContain(secrets.tokenKey(), secrets.secretKey());
    assertThat(secrets.tokenKey()).hasSize(64);
  }

  @Test
  void aShiftedStackHasAHomeOfItsOwn() {
    Path project = Path.of("/project");

    assertThat(site(project, Map.of()).home()).isEqualTo(project.resolve(".tidelake"));
    assertThat(site(project, Map.of(), "--port-offset", "200").home())
        .isEqualTo(project.resolve(".tidelake-200"));
    assertThat(site(project, Map.of("TIDELAKE_HOME", "/x"), "--port-offset", "200").home())
        .isEqualTo(Path.of("/x"));
  }

  @Test
  void aHomeThatWasStartedKnowsItsPorts(@TempDir Path folder) throws Exception {
    Home started = new Home(folder);
    started.create();
    started.bind(200);
    Map<String, String> environment = Map.of("TIDELAKE_HOME", folder.toString());

    assertThat(site(Path.of("/project"), environment).portOffset()).isEqualTo(200);
    assertThat(site(Path.of("/project"), environment, "--port-offset", "0").portOffset()).isZero();
    assertThat(
            site(Path.of("/project"), Map.of("TIDELAKE_HOME", folder.resolve("new").toString()))
                .portOffset())
        .isZero();
  }

  @Test
  void partsGetTheTimeThatIsGivenToThem() {
    assertThat(readyTimeout()).isEqualTo(Duration.ofSeconds(150));
    assertThat(readyTimeout("--timeout", "PT5M")).isEqualTo(Duration.ofMinutes(5));
  }

  private static Duration readyTimeout(String... arguments) {
    ReadyTimeout timeout = new ReadyTimeout();
    CommandLine command = new CommandLine(new Probe());
    command.addMixin("timeout", timeout);
    command.parseArgs(arguments);
    return StackOptions.only(Path.of("home"), 0, Set.of(Part.TRINO))
        .readyWithin(timeout.value())
        .readyTimeout();
  }

  private static io.tidelake.stack.server.Site site(
      Path project, Map<String, String> environment, String... arguments) {
    SiteOptions options = new SiteOptions();
    CommandLine command = new CommandLine(new Probe());
    command.addMixin("site", options);
    command.parseArgs(arguments);
    return options.site(project, environment);
  }

  @CommandLine.Command
  private static final class Probe {}
}
