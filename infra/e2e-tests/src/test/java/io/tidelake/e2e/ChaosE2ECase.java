package io.tidelake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidelake.stack.StackOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The short form of {@code ./tidelake chaos}: each fault that breaks pipelines most often, once,
 * under load, and then not one record lost or doubled.
 */
class ChaosE2ECase {

  private static final ObjectMapper JSON = new ObjectMapper();

  // Four to five minutes on two cores that do nothing else. How soon each fault has to be over is
  // chaos's own business, and fails it: this only ends what would never end.
  private static final Duration HANGS_AFTER = Duration.ofMinutes(15);

  @Test
  void everyRecordIsThereOnceWhateverDied() throws Exception {
    Path project = StackOptions.projectRoot();
    Path folder = Files.createDirectories(project.resolve("infra/e2e-tests/target/chaos"));
    int offset = FreePorts.offset();
    TidelakeCli tidelake = new TidelakeCli(project, folder.resolve("home"), offset);
    Path file = folder.resolve("report.json");

    TidelakeCli.Result result =
        tidelake.run(
            HANGS_AFTER,
            "chaos",
            "--brief",
            "--rate",
            "1000",
            "--port-offset",
            Integer.toString(offset),
            "--home",
            folder.resolve("home").toString(),
            "--json",
            file.toString());

    // The table in the message says which fault did it.
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    JsonNode report = JSON.readTree(file.toFile());
    assertThat(report.at("/exactness/inTopic").asLong()).isPositive();
    assertThat(report.at("/exactness/lost").asLong(-1)).isZero();
    assertThat(report.at("/exactness/duplicated").asLong(-1)).isZero();
    assertThat(report.at("/exactness/reconciled").asBoolean()).isTrue();
    assertThat(report.path("backwards").asInt(-1)).isZero();
  }
}
