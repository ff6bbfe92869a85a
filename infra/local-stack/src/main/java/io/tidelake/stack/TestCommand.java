package io.tidelake.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** Runs what CI runs. The script takes this command itself; here it stands for --help. */
@Command(
    name = "test",
    description = "Build and run every test: ./mvnw verify with the given arguments.")
final class TestCommand implements Callable<Integer> {

  @Parameters(paramLabel = "ARG", description = "Arguments of Maven.")
  private List<String> arguments = List.of();

  @Unmatched private List<String> options = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    List<String> line = new ArrayList<>();
    line.add(StackOptions.projectRoot().resolve("mvnw").toString());
    line.add("verify");
    line.addAll(arguments);
    line.addAll(options);
    return new ProcessBuilder(line).inheritIO().start().waitFor();
  }
}
