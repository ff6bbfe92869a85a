package io.tidelake.bench;

import io.tidelake.stack.server.HotPathJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, which ends with this object at the latest. */
public final class ChildJvm implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 15;

  private final Process process;
  private final BufferedReader output;

  private ChildJvm(Process process) {
    this.process = process;
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts a JVM with collector, compiler and object layout as the TaskManagers of the stack.
   *
   * @param heapMib of memory at most
   * @param classPath of the program
   * @param program main class and arguments
   * @param answers whether what it prints is read by {@link #line}, and not logged
   * @param log takes what it writes else
   */
  public static ChildJvm start(
      int heapMib,
      List<String> options,
      String classPath,
      List<String> program,
      Map<String, String> environment,
      boolean answers,
      Path log)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Xmx" + heapMib + "m");
    line.addAll(HotPathJvm.OPTIONS);
    line.add("-XX:+UseCompactObjectHeaders");
    line.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    line.addAll(options);
    line.addAll(List.of("-cp", classPath));
    line.addAll(program);
    ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(log.toFile());
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectError(toLog)
            .redirectOutput(answers ? ProcessBuilder.Redirect.PIPE : toLog);
    builder.environment().putAll(environment);
    return new ChildJvm(builder.start());
  }

  /** The class path of this program. */
  public static String ownClassPath() {
    return System.getProperty("java.class.path");
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * The next line that it writes.
   *
   * @throws IOException if it ends instead
   */
  public String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the program ended without an answer");
    }
    return line;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
